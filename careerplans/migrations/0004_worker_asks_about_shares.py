"""The worker may ask one thing about a share: whether it is still in force, before it sends the message about it."""

from django.db import migrations

SHARE_IN_FORCE = """
grant select on careerplans_planshare to app_policy;
create policy policy_reads on careerplans_planshare for select to app_policy using (true);

create function rls.share_in_force(share uuid) returns boolean
language sql stable security definer set search_path = pg_catalog
as $$ select exists (select 1 from public.careerplans_planshare s where s.public_id = share and s.withdrawn_at is null) $$;

alter function rls.share_in_force(uuid) owner to app_policy;
revoke execute on function rls.share_in_force(uuid) from public;
grant execute on function rls.share_in_force(uuid) to app_job;
"""


class Migration(migrations.Migration):
    dependencies = [("careerplans", "0003_draft_number")]
    operations = [
        migrations.RunSQL(
            SHARE_IN_FORCE,
            "drop function rls.share_in_force(uuid); drop policy policy_reads on careerplans_planshare",
        )
    ]
