"""Parties, kinds of office and other fixed lists of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """The six parties of the cooperation, by code name."""

    PARTICIPANT = "participant", _("Participant")
    NAV_COUNSELLOR = "nav_counsellor", _("Nav counsellor")
    CAREER_COUNSELLOR = "career_counsellor", _("Career counsellor")
    TRAINING_ADVISER = "training_adviser", _("Adviser in vocational training")
    PROVIDER_ADVISER = "provider_adviser", _("Adviser at a provider")
    COORDINATOR = "coordinator", _("Coordinator")


#: The roles a membership may give; a participant needs none.
STAFF_ROLES = [(party.value, party.label) for party in Party if party is not Party.PARTICIPANT]


class OfficeKind(models.TextChoices):
    """What an office is. Coordinators belong to one of the two organisations' county offices or to an ordinary one."""

    NAV_OFFICE = "nav_office", _("Nav office")
    CAREER_CENTRE = "career_centre", _("Career centre")
    NAV_COUNTY = "nav_county", _("Nav in the county")
    COUNTY_AUTHORITY = "county_authority", _("County authority")


#: Which roles a person may have at an office of each kind.
ROLES_AT = {
    OfficeKind.NAV_OFFICE: (Party.NAV_COUNSELLOR, Party.COORDINATOR),
    OfficeKind.CAREER_CENTRE: (Party.CAREER_COUNSELLOR, Party.COORDINATOR),
    OfficeKind.NAV_COUNTY: (Party.COORDINATOR,),
    OfficeKind.COUNTY_AUTHORITY: (Party.COORDINATOR,),
}

#: The offices of the Nav side; all others belong to the county authority.
NAV_KINDS = (OfficeKind.NAV_OFFICE, OfficeKind.NAV_COUNTY)


class Language(models.TextChoices):
    """The languages messages and documents can be written in."""

    BOKMAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")
