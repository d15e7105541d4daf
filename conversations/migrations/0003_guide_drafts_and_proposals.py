import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_reminder_preferences"),
        ("conversations", "0002_row_level_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("section", models.CharField(max_length=40)),
                ("point", models.CharField(blank=True, max_length=40)),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("wording", "Write it differently"),
                            ("add", "Add a question here"),
                            ("remove", "Take it out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("wording", models.TextField(blank=True)),
                ("language", models.CharField(max_length=5)),
                ("why", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Not answered yet"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="conversations.guideversion",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guide_proposals",
                        to="accounts.membership",
                    ),
                ),
                (
                    "taken_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_in",
                        to="conversations.guideversion",
                    ),
                ),
            ],
            options={
                "ordering": ("-proposed_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ProposalComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.membership"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="conversations.guideproposal",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="GuideDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.JSONField(default=dict)),
                ("sections", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.guideversion",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guide_drafts", to="accounts.county"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.membership"
                    ),
                ),
            ],
            options={
                "ordering": ("county", "kind"),
                "constraints": [models.UniqueConstraint(fields=("county", "kind"), name="one_draft_of_a_guide")],
            },
        ),
        migrations.AddConstraint(
            model_name="guideproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("reason", ""),
                        ("state", "open"),
                        ("taken_into", None),
                    ),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), ("state", "accepted")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state", "declined"),
                        ("taken_into", None),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proposal_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="guideproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", "remove"), ("wording", "")),
                    models.Q(models.Q(("change", "remove"), _negated=True), models.Q(("wording", ""), _negated=True)),
                    _connector="OR",
                ),
                name="proposal_has_wording",
            ),
        ),
    ]
