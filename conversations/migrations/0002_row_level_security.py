"""Notes and their sections: the participant reads; the journey's career counsellor and cover read and write; nobody else.

Never Nav, never the worker (DOMAIN, firewall 3).
"""

from django.db import migrations

TABLE = """
alter table {table} enable row level security;

create policy participant_reads on {table} for select to app_web
    using (participant_id = (select rls.me_as_participant()));
create policy counsellor_reads on {table} for select to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
create policy counsellor_adds on {table} for insert to app_web
    with check (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.participant_id = {table}.participant_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
create policy counsellor_changes on {table} for update to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])))
    with check (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.participant_id = {table}.participant_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("accounts", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(TABLE.format(table=table), migrations.RunSQL.noop)
        for table in ("conversations_note", "conversations_notesection")
    ]
