"""Roles, extensions and the immutable sort key for Norwegian names; before any table, since later migrations need them."""

from django.db import migrations

from common.roles import ensure_roles

# Norwegian alphabetical order without ICU: aa counts as å, and æ ø å come after z. Used with COLLATE "C".
SORT_KEY = """
create or replace function nb_sort_key(name text) returns text
language sql immutable strict parallel safe
return replace(
    translate(
        lower(translate(name, 'ÆÄØÖÅÉÈÊËÜÁÀÂÇÑŠ', 'æäøöåéèêëüáàâçñš') collate "C"),
        'æäøöåéèêëüáàâçñš',
        '{{||}eeeeyaaacns'
    ),
    'aa', '}'
)
"""


def create_roles(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        ensure_roles(cursor)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunPython(create_roles, migrations.RunPython.noop),
        migrations.RunSQL("create extension if not exists btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL("create extension if not exists pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(SORT_KEY, "drop function if exists nb_sort_key(text)"),
    ]
