"""Notes and their sections: the participant reads; the journey's career counsellor and cover read and write; nobody else.

Never Nav, never the worker (DOMAIN, firewall 3). A section belongs to a note of the same journey. A closed note and its
sections never change.
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

# A section says which journey it belongs to; without this, it could be put into the note of another one.
SECTION = """
alter policy counsellor_adds on conversations_notesection
    with check (exists (select 1 from conversations_note n join journeys_journey j on j.id = n.journey_id
        where n.id = note_id and n.journey_id = conversations_notesection.journey_id
        and j.participant_id = conversations_notesection.participant_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));

create function conversations_belongs_for_good() returns trigger language plpgsql as $$
begin
    if new.journey_id <> old.journey_id or new.participant_id <> old.participant_id
       or to_jsonb(new) -> 'note_id' is distinct from to_jsonb(old) -> 'note_id' then
        raise exception 'a note stays with its journey' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger note_belongs_for_good before update on conversations_note
    for each row execute function conversations_belongs_for_good();
create trigger section_belongs_for_good before update on conversations_notesection
    for each row execute function conversations_belongs_for_good();
"""

CLOSED = """
create function conversations_closed_note_is_immutable() returns trigger language plpgsql as $$
begin
    if old.closed_at is not null then
        raise exception 'a closed note never changes' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger closed_note_is_immutable before update on conversations_note
    for each row execute function conversations_closed_note_is_immutable();

create function conversations_section_of_closed_note() returns trigger language plpgsql as $$
begin
    if exists (select 1 from conversations_note n where n.id = new.note_id and n.closed_at is not null) then
        raise exception 'a closed note never changes' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger section_of_closed_note before insert or update on conversations_notesection
    for each row execute function conversations_section_of_closed_note();
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("accounts", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(TABLE.format(table=table), migrations.RunSQL.noop)
        for table in ("conversations_note", "conversations_notesection")
    ] + [
        migrations.RunSQL(SECTION, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
