"""What the invented people say and plan, in Norwegian. Names are visibly made up."""

from dataclasses import dataclass

FIRST_NAMES = (
    "Aud", "Biret", "Bjørn", "Dag", "Eline", "Frida", "Gunnar", "Håkon", "Ida", "Jonas", "Kaia", "Leif", "Mina", "Nora",
    "Ola", "Petter", "Ragnhild", "Sigrid", "Tor", "Ulrik", "Vilde", "Ylva", "Øystein", "Åse", "Amir", "Zahra", "Samuel",
    "Leyla", "Máret",
)  # fmt: skip
LAST_NAMES = (
    "Eksempelrud", "Prøvedal", "Testesen", "Fiktivsen", "Demostad", "Mønsterli", "Oppdiktet", "Liksomrud", "Tenktvik",
    "Påfunnsen", "Diktmo", "Skissehaug", "Utkastnes", "Prøvesen", "Eksempelvik", "Låtsåsen", "Kladdeland",
)  # fmt: skip

#: Of those who work there, so that nobody meets a namesake.
STAFF_NAMES = (
    "Veiledal", "Kontorstad", "Samtaleli", "Møtebakk", "Permevik", "Tavlemo", "Kaffestad", "Skrivebakken", "Planrud",
    "Ringeperm", "Stempelnes", "Årshjulet",
)  # fmt: skip

PURPOSES = (
    "Jeg vil finne ut hvordan jeg kan ta fagbrev når jeg ikke fullførte skolen.",
    "Jeg vil jobbe med noe praktisk, og trenger hjelp til å finne ut hva.",
    "Jeg lurer på om det jeg har jobbet med, kan telle med i et fagbrev.",
    "Jeg vil ha en plan jeg tror på, og vite hva jeg skal gjøre først.",
    "Jeg vil vite om jeg kan fullføre videregående mens jeg jobber.",
)
AGREED = (
    "Har gått ett år på videregående og sluttet. Har jobbet i butikk. Møter best opp når avtalen er midt på dagen.",
    "Ønsker å ta det rolig i starten. Trives best med korte møter og tydelige avtaler.",
    "Har bestått fellesfagene på Vg1. Vitnemålet er bestilt.",
)
MISSING = ("Karakterutskrift fra Vg1", "Vitnemål fra grunnskolen")

#: What every plan asks the training office.
QUESTION = "Hvor mye av praksisen min teller med?"


@dataclass(frozen=True)
class Goal:
    """An end goal and the steps towards it: (what, why, responsible, days until the deadline)."""

    goal: str
    trade: str
    summary: str
    way: str
    steps: tuple[tuple[str, str, str, int], ...]


GOALS = (
    Goal(
        "Fagbrev som helsefagarbeider",
        "Helsearbeiderfaget",
        "Du har passet søsken og jobbet helger på sykehjem. Du er rolig, og folk stoler på deg.",
        "Fagbrev på jobb tar minst to år når du har jobb i faget. Noe av det du kan, kan telle med.",
        (
            ("Bestille karakterutskrift fra videregående", "Den viser hva du alt har bestått", "participant", 14),
            ("Snakke med sykehjemmet om mer jobb", "Du trenger allsidig praksis i faget", "participant", 30),
            ("Avklare hvor lenge Nav kan støtte", "Da vet du hva du har å leve av", "nav", 21),
            ("Søke realkompetansevurdering", "Den kan gjøre veien kortere", "centre", 45),
        ),
    ),
    Goal(
        "Elektriker",
        "Elektrikerfaget",
        "Du liker å skru og å forstå hvordan ting virker. Matte gikk fint da du fikk tid.",
        "Vg1 og Vg2 for voksne, og så to år som lærling.",
        (
            ("Hospitere to dager hos en elektriker", "Du får kjenne på hverdagen", "participant", 20),
            ("Søke Vg1 elektro for voksne", "Fristen er tidlig på året", "participant", 60),
            ("Undersøke reisestøtte til skolen", "Skolen ligger en time unna", "nav", 25),
        ),
    ),
    Goal(
        "Fagbrev som kokk",
        "Kokkfaget",
        "Du har jobbet i kantine og lager mat til hele familien. Du tåler tempo og liker lag.",
        "Lærling med to år i skole og to i bedrift, eller fagbrev på jobb hvis kantina vil.",
        (
            ("Ta med arbeidsattest fra kantina", "Den viser hva du har gjort", "participant", 10),
            ("Kontakte opplæringskontoret", "De vet hvem som tar imot lærlinger", "centre", 28),
            ("Avtale arbeidstrening på kjøkken", "Du prøver før du velger", "nav", 35),
        ),
    ),
    Goal(
        "Fullføre videregående og jobbe med barn",
        "Barne- og ungdomsarbeiderfaget",
        "Du har vært leder på sommerleir tre år. Barn hører på deg.",
        "Moduler for voksne, med praksis i barnehage.",
        (
            ("Søke opplæring for voksne", "Du har voksenrett", "participant", 40),
            ("Finne praksisplass i barnehage", "Du trenger den for modulene", "nav", 50),
            ("Prøve nettskolen en uke", "Du ser om det passer", "participant", 12),
        ),
    ),
)

NOTE_TEXTS = (
    "Vi ble enige om at du bestemmer tempoet. Du vil helst møtes her på senteret.",
    "Du fortalte om butikkjobben. Det gikk best når du fikk ansvar for varene selv.",
    "Du vil vite mer om hverdagen før du velger. Hospitering er fint.",
    "Neste gang ser vi på veiene sammen. Du tar med karakterutskriften.",
)


def sections(goal: Goal, purpose: str) -> dict[str, str]:
    """Return what is written under the headings of any county's plan, by the key of each."""
    return {
        "purpose": purpose,
        "summary": goal.summary,
        "way_there": goal.way,
        "school_and_work": goal.summary,
        "interests": "Praktisk arbeid, og å være sammen med folk.",
        "way_forward": goal.way,
        "progress": "Du har funnet ut hva du vil, og bestilt karakterutskriften. Nå kommer søknaden.",
        "nav_contributes": "Nav kan støtte deg i opplæringen i inntil tre år. Vedtaket må avklares først.",
        "county_contributes": "Karrieresenteret hjelper deg med søknaden og med realkompetansevurdering.",
        "explored": "Vi så på tre fag. Du likte best det der du får være i bevegelse.",
        "clarified": "Du spør arbeidsgiveren. Nav undersøker reisestøtte. Karriereveilederen sjekker fristen.",
        "nav_follows_up": "Nav avtaler arbeidstrening og ringer deg om to uker.",
        "next_contact": "Vi snakkes om en måned. Du kan ta kontakt før.",
    }
