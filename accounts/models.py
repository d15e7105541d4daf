"""People and where they belong: county, office, membership, cover, invitation."""

import datetime
import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import NAV_KINDS, STAFF_ROLES, Language, OfficeKind, Party
from common.privacy import classify

if TYPE_CHECKING:
    from accounts.actors import Actor


def display_name(person: "Person") -> str:
    """What allauth calls a person in its own messages."""
    return person.name


class NbSortKey(Func):
    """The immutable SQL function that orders Norwegian names (æ ø å last, aa as å)."""

    function = "nb_sort_key"
    output_field = models.CharField(db_collation="C", max_length=250)


def _sort_key() -> models.GeneratedField:
    return models.GeneratedField(
        expression=NbSortKey("name"),
        output_field=models.CharField(db_collation="C", max_length=250),
        db_persist=True,
    )


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case, since people type them on phones."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person: Person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody who may sign in: staff, participant, or both. What the person may do follows the active membership."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    name_sort = _sort_key()
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    birth_date = models.DateField(_("Birth date"), null=True, blank=True)
    language = models.CharField(_("Written language"), max_length=5, choices=Language, default=Language.BOKMAL)
    spoken_language = models.CharField(_("Spoken language"), max_length=60, blank=True)
    needs_interpreter = models.BooleanField(_("Needs an interpreter"), default=False)
    neutral_wording = models.BooleanField(_("Neutral wording in messages"), default=False)
    sms_reminders = models.BooleanField(_("Send me reminders by text message too"), default=False)
    second_reminder = models.BooleanField(_("Also remind me two hours before"), default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    privacy = classify(
        internal="id public_id password last_login is_active is_staff is_superuser joined_at language groups"
        " user_permissions",
        personal="email name name_sort phone birth_date neutral_wording sms_reminders second_reminder",
        sensitive="spoken_language needs_interpreter",
    )

    class Meta:
        ordering = ("name_sort", "id")
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name: how messages greet."""
        return self.name.split(" ", 1)[0]


class County(models.Model):
    """A county taking part, and the blueprint new journeys there follow."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=2, unique=True)

    privacy = classify(public="id code name number")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, actor: "Actor") -> Self:
        """For those who look after offices: all of the own county, which both organisations tend together."""
        return self.filter(county=actor.county) if actor.party is Party.COORDINATOR else self.none()

    def same_side(self, office: "Office") -> Self:
        """The offices of the same organisation in the same county."""
        nav = Q(kind__in=NAV_KINDS)
        return self.filter(nav if office.is_nav else ~nav, county=office.county_id)


class Office(models.Model):
    """A Nav office, career centre or county office. Closed offices stay for history (`is_active` false)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField(_("Kind"), max_length=20, choices=OfficeKind)
    number = models.CharField(_("Office number"), max_length=10, blank=True)
    name = models.CharField(_("Name"), max_length=150)
    name_sort = _sort_key()
    address = models.CharField(_("Address"), max_length=250, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    website = models.URLField(_("Website"), blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    objects: ClassVar[models.Manager["Office"]] = OfficeQuerySet.as_manager()

    privacy = classify(public="id public_id county kind number name name_sort address phone website is_active")

    class Meta:
        ordering = ("name_sort", "id")
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "name"], name="office_name_once_per_county"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="office_number_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_nav(self) -> bool:
        return self.kind in NAV_KINDS


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships; being *in force* is a matter of dates, half-open `[valid_from, valid_until)`."""

    def visible_to(self, actor: "Actor") -> Self:
        """A coordinator looks after the people of the own organisation in the county; others only after themselves."""
        if actor.office and actor.party is Party.COORDINATOR:
            return self.filter(office__in=Office.objects.same_side(actor.office))
        return self.filter(pk=actor.membership_id) if actor.membership_id else self.none()

    def in_force(self, on: datetime.date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)


class Membership(models.Model):
    """One person's role at one office for a time. Ended by `accounts.actions.end_membership`, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Role"), max_length=20, choices=STAFF_ROLES)
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"), null=True, blank=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    privacy = classify(internal="id public_id person office role valid_from valid_until")

    class Meta:
        ordering = ("person__name_sort", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="membership_ends_after_start"
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({Party(self.role).label}, {self.office})"

    def is_in_force(self, on: datetime.date | None = None) -> bool:
        """Whether the membership holds on this Norwegian calendar day (default today)."""
        day = on or timezone.localdate()
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class Cover(models.Model):
    """One membership stands in for another, `[valid_from, valid_until)`: reads and writes what the covered one may."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    covered = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="covered_by")
    covering = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="covers")
    valid_from = models.DateField(_("From"))
    valid_until = models.DateField(_("Until"))

    privacy = classify(internal="id public_id covered covering valid_from valid_until")

    class Meta:
        ordering = ("valid_from", "id")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(covered=F("covering")), name="nobody_covers_for_themselves"),
        ]

    @property
    def last_day(self) -> datetime.date:
        """The last calendar day the cover holds."""
        return self.valid_until - datetime.timedelta(days=1)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: "Actor") -> Self:
        """A coordinator's: those to offices of the own organisation in the county. Others: those they sent."""
        if actor.office and actor.party is Party.COORDINATOR:
            return self.filter(office__in=Office.objects.same_side(actor.office))
        return self.filter(invited_by=actor.membership_id) if actor.membership_id else self.none()

    def open(self, now: datetime.datetime | None = None) -> Self:
        """Those that still let somebody in: neither used, nor revoked, nor too old, and the person may sign in."""
        unused = self.filter(accepted_at=None, revoked_at=None, person__is_active=True)
        return unused.filter(expires_at__gt=now or timezone.now())


class Invitation(models.Model):
    """A single-use way in for a new participant or colleague, good for 14 days. Only a hash of its token is kept.

    State door: `accounts.actions`. A colleague's invitation names the membership it gives; a participant's does not.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=STAFF_ROLES, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="invitations_sent")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    privacy = classify(
        internal="id public_id office role token_hash invited_by created_at expires_at accepted_at revoked_at",
        personal="person",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", office=None) | (~Q(role="") & Q(office__isnull=False)),
                name="invitation_role_has_office",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
        ]
