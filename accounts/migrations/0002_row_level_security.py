"""The functions policies ask: who is this, in which membership, and whom does it cover for.

`security definer`, owned by `app_policy`, so that a policy may look at memberships without opening them to policies of
their own. Cover counts within one role only: nobody reaches across to the other organisation by standing in. Dates are
Norwegian calendar days. Source: DOMAIN "The firewall".
"""

from django.db import migrations

FUNCTIONS = """
create schema rls;
grant usage on schema rls to app_web, app_job, app_policy;
grant app_policy to current_user;
grant create on schema rls to app_policy;
grant usage on schema public to app_policy;
grant select on accounts_membership, accounts_cover to app_policy;

-- '' and not NULL is what current_setting gives after a transaction that set it locally.
create function rls.me() returns bigint language sql stable parallel safe
    return nullif(current_setting('app.person_id', true), '')::bigint;

create function rls.me_as_participant() returns bigint language sql stable parallel safe
    return case when nullif(current_setting('app.membership_id', true), '') is null
                then nullif(current_setting('app.person_id', true), '')::bigint end;

create function rls.my_membership() returns bigint language sql stable parallel safe security definer
    set search_path = pg_catalog
as $$
    select m.id from public.accounts_membership m
    where m.id = nullif(current_setting('app.membership_id', true), '')::bigint
      and m.person_id = nullif(current_setting('app.person_id', true), '')::bigint
      and m.valid_from <= (now() at time zone 'Europe/Oslo')::date
      and (m.valid_until is null or m.valid_until > (now() at time zone 'Europe/Oslo')::date)
$$;

create function rls.my_recipients() returns bigint[] language sql stable parallel safe security definer
    set search_path = pg_catalog
as $$
    select coalesce(array_agg(id), '{}') from (
        select rls.my_membership() as id
        union
        select c.covered_id from public.accounts_cover c
            join public.accounts_membership mine on mine.id = c.covering_id
            join public.accounts_membership theirs on theirs.id = c.covered_id and theirs.role = mine.role
        where c.covering_id = rls.my_membership()
          and c.valid_from <= (now() at time zone 'Europe/Oslo')::date
          and c.valid_until > (now() at time zone 'Europe/Oslo')::date
    ) mine where id is not null
$$;

alter function rls.my_membership() owner to app_policy;
alter function rls.my_recipients() owner to app_policy;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("common", "0001_roles")]
    operations = [migrations.RunSQL(FUNCTIONS, "drop schema rls cascade")]
