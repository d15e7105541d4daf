"""Questions get a key that follows them from version to version, and a published guide never changes again."""

from typing import Any

from django.db import migrations

IMMUTABLE = """
create function conversations_published_guide_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a published guide never changes' using errcode = 'restrict_violation';
end $$;
create trigger published_guide_is_immutable before update on conversations_guideversion
    for each row execute function conversations_published_guide_is_immutable();
"""
UNDO = """
drop trigger published_guide_is_immutable on conversations_guideversion;
drop function conversations_published_guide_is_immutable();
"""


def number_points(apps: Any, schema_editor: Any) -> None:
    """By place: until now, that was what a question was known by."""
    for guide in apps.get_model("conversations", "GuideVersion").objects.iterator():
        for section in guide.sections:
            for number, point in enumerate(section["points"], 1):
                point.setdefault("key", str(number))
        guide.save(update_fields=["sections"])


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_guide_drafts_and_proposals")]
    operations = [
        migrations.RunPython(number_points, migrations.RunPython.noop),
        migrations.RunSQL(IMMUTABLE, UNDO),
    ]
