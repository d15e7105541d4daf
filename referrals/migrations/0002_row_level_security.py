"""Agreed information: the participant, and the journey's Nav and career counsellors with their cover (DOMAIN, firewall 1)."""

from django.db import migrations

POLICIES = """
alter table referrals_agreedinformation enable row level security;

create policy participant_reads on referrals_agreedinformation for select to app_web
    using (participant_id = (select rls.me_as_participant()));
create policy participant_changes on referrals_agreedinformation for update to app_web
    using (participant_id = (select rls.me_as_participant()))
    with check (participant_id = (select rls.me_as_participant()));

create policy counsellors_read on referrals_agreedinformation for select to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and (j.nav_counsellor_id = any ((select rls.my_recipients())::bigint[])
          or j.career_counsellor_id = any ((select rls.my_recipients())::bigint[]))));
create policy nav_adds on referrals_agreedinformation for insert to app_web
    with check (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.participant_id = referrals_agreedinformation.participant_id
        and j.nav_counsellor_id = any ((select rls.my_recipients())::bigint[])));
create policy nav_changes on referrals_agreedinformation for update to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.nav_counsellor_id = any ((select rls.my_recipients())::bigint[])))
    with check (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.participant_id = referrals_agreedinformation.participant_id
        and j.nav_counsellor_id = any ((select rls.my_recipients())::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("accounts", "0002_row_level_security")]
    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
