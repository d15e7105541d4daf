"""Open questions: as steps of the draft (DOMAIN, firewall 4): the participant's and the career counsellor's, never Nav's.

They reach Nav only inside a version that is shared with it.
"""

from importlib import import_module

from django.db import migrations

_FIRST = import_module("careerplans.migrations.0002_row_level_security")
TABLE = "careerplans_planquestion"


class Migration(migrations.Migration):
    dependencies = [("careerplans", "0007_links_and_questions")]
    operations = [
        migrations.RunSQL(_FIRST.DRAFT.format(table=TABLE), migrations.RunSQL.noop),
        migrations.RunSQL(_FIRST.STEP.replace("careerplans_planstep", TABLE), migrations.RunSQL.noop),
    ]
