"""Plans, versions, files and shares: the second lock of the firewall (DOMAIN, firewall 4 and 5).

The draft is the participant's and the career counsellor's. A version reaches Nav only through a share in force with the
own membership or one covered now. Only the participant shares. Versions never change; a share can only be withdrawn.
The worker reads a version only through `rls.version_to_render` and stores its file through `rls.store_rendering`.
"""

from django.db import migrations

DRAFT = """
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

# A step says which journey it belongs to; without this, it could be put into the plan of another one.
STEP = """
alter policy counsellor_adds on careerplans_planstep
    with check (exists (select 1 from careerplans_careerplan p join journeys_journey j on j.id = p.journey_id
        where p.id = plan_id and p.journey_id = careerplans_planstep.journey_id
        and j.participant_id = careerplans_planstep.participant_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
create policy counsellor_removes on careerplans_planstep for delete to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
"""

VERSION = """
alter table careerplans_planversion enable row level security;
create policy participant_reads on careerplans_planversion for select to app_web
    using (participant_id = (select rls.me_as_participant()));
create policy counsellor_reads on careerplans_planversion for select to app_web
    using (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[])));
create policy recipient_reads on careerplans_planversion for select to app_web
    using (exists (select 1 from careerplans_planshare s where s.version_id = careerplans_planversion.id
        and s.withdrawn_at is null
        and s.recipient_id = any ((select rls.my_recipients())::bigint[])));
create policy counsellor_adds on careerplans_planversion for insert to app_web
    with check (exists (select 1 from journeys_journey j where j.id = journey_id
        and j.participant_id = careerplans_planversion.participant_id
        and j.career_counsellor_id = any ((select rls.my_recipients())::bigint[]))
        and exists (select 1 from careerplans_careerplan p
            where p.id = plan_id and p.journey_id = careerplans_planversion.journey_id));
create policy policy_reads on careerplans_planversion for select to app_policy using (true);

create function careerplans_version_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a completed plan version never changes' using errcode = 'restrict_violation';
end $$;
create trigger version_is_immutable before update on careerplans_planversion
    for each row execute function careerplans_version_is_immutable();
"""

SHARE = """
-- A function, and not a subquery in the policy: the policies of versions and shares would ask each other without end.
create function rls.owns_version(version bigint, person bigint) returns boolean
language sql stable security definer set search_path = pg_catalog
as $$ select exists (select 1 from public.careerplans_planversion v where v.id = version and v.participant_id = person) $$;
grant select on careerplans_planversion to app_policy;
alter function rls.owns_version(bigint, bigint) owner to app_policy;

alter table careerplans_planshare enable row level security;
create policy participant_reads on careerplans_planshare for select to app_web
    using (participant_id = (select rls.me_as_participant()));
create policy recipient_reads on careerplans_planshare for select to app_web
    using (recipient_id = any ((select rls.my_recipients())::bigint[]));
create policy participant_shares on careerplans_planshare for insert to app_web
    with check (participant_id = (select rls.me_as_participant())
        and rls.owns_version(version_id, (select rls.me_as_participant())));
create policy participant_withdraws on careerplans_planshare for update to app_web
    using (participant_id = (select rls.me_as_participant()))
    with check (participant_id = (select rls.me_as_participant()));

create function careerplans_share_is_only_withdrawn() returns trigger language plpgsql as $$
begin
    if old.withdrawn_at is not null or new.withdrawn_at is null
       or (to_jsonb(new) - 'withdrawn_at') <> (to_jsonb(old) - 'withdrawn_at') then
        raise exception 'a share can only be withdrawn, once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger share_is_only_withdrawn before update on careerplans_planshare
    for each row execute function careerplans_share_is_only_withdrawn();
"""

FILE = """
alter table careerplans_planfile enable row level security;
create policy reads_with_version on careerplans_planfile for select to app_web
    using (exists (select 1 from careerplans_planversion v where v.id = version_id));
create policy counsellor_queues on careerplans_planfile for insert to app_web
    with check (state = 'queued' and exists (select 1 from careerplans_planversion v
        where v.id = version_id and v.participant_id = careerplans_planfile.participant_id));
create policy policy_reads on careerplans_planfile for select to app_policy using (true);
create policy policy_stores on careerplans_planfile for update to app_policy using (true) with check (true);
grant select, update on careerplans_planfile to app_policy;

create function rls.version_to_render(version uuid, lang text)
returns table (number smallint, language text, content jsonb, completed_at timestamptz)
language sql stable security definer set search_path = pg_catalog
as $$
    select v.number, f.language::text, v.content, v.completed_at
    from public.careerplans_planversion v join public.careerplans_planfile f on f.version_id = v.id
    where v.public_id = version and f.language = lang and f.state <> 'ready'
$$;

create function rls.store_rendering(version uuid, lang text, document bytea) returns boolean
language sql security definer set search_path = pg_catalog
as $$
    with stored as (
        update public.careerplans_planfile f
        set state = 'ready', data = document, ready_at = now(), attempts = attempts + 1
        from public.careerplans_planversion v
        where v.id = f.version_id and v.public_id = version and f.language = lang and f.state <> 'ready'
        returning f.id)
    select exists (select 1 from stored)
$$;

create function rls.rendering_failed(version uuid, lang text) returns void
language sql security definer set search_path = pg_catalog
as $$
    update public.careerplans_planfile f set state = 'failed', attempts = attempts + 1
    from public.careerplans_planversion v
    where v.id = f.version_id and v.public_id = version and f.language = lang and f.state <> 'ready'
$$;

-- Ids only: what the worker must pick up again after a crash.
create function rls.renderings_waiting() returns table (version uuid, language text)
language sql stable security definer set search_path = pg_catalog
as $$
    select v.public_id, f.language::text
    from public.careerplans_planfile f join public.careerplans_planversion v on v.id = f.version_id
    where f.state <> 'ready' and f.attempts < 5 order by f.queued_at limit 500
$$;

alter function rls.version_to_render(uuid, text) owner to app_policy;
alter function rls.store_rendering(uuid, text, bytea) owner to app_policy;
alter function rls.rendering_failed(uuid, text) owner to app_policy;
alter function rls.renderings_waiting() owner to app_policy;
revoke execute on function rls.version_to_render(uuid, text), rls.store_rendering(uuid, text, bytea),
    rls.rendering_failed(uuid, text), rls.renderings_waiting() from public;
grant execute on function rls.version_to_render(uuid, text), rls.store_rendering(uuid, text, bytea),
    rls.rendering_failed(uuid, text), rls.renderings_waiting() to app_job;
"""


class Migration(migrations.Migration):
    dependencies = [("careerplans", "0001_initial"), ("accounts", "0002_row_level_security")]
    operations = [
        *[
            migrations.RunSQL(DRAFT.format(table=table), migrations.RunSQL.noop)
            for table in ("careerplans_careerplan", "careerplans_planstep")
        ],
        migrations.RunSQL(STEP, migrations.RunSQL.noop),
        migrations.RunSQL(VERSION, migrations.RunSQL.noop),
        migrations.RunSQL(SHARE, migrations.RunSQL.noop),
        migrations.RunSQL(FILE, migrations.RunSQL.noop),
    ]
