"""Answers to “How is it going?”: read by who may read the version, so by Nav through a share in force now (DOMAIN,
firewall 4 and 5). Only the participant answers, on an own version; an answer never changes.
"""

from django.db import migrations

CHECK_IN = """
alter table careerplans_checkin enable row level security;
create policy reads_with_version on careerplans_checkin for select to app_web
    using (exists (select 1 from careerplans_planversion v where v.id = version_id));
create policy participant_answers on careerplans_checkin for insert to app_web
    with check (participant_id = (select rls.me_as_participant())
        and rls.owns_version(version_id, (select rls.me_as_participant())));
"""


class Migration(migrations.Migration):
    dependencies = [("careerplans", "0009_check_ins")]
    operations = [migrations.RunSQL(CHECK_IN, migrations.RunSQL.noop)]
