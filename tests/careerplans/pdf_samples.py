"""Documents to print: an ordinary plan, a summary note, a long plan, and one full of what people may type."""

from dataclasses import replace
from datetime import date

from careerplans.pdf.document import PlanDocument, Question, Route, Section, Step

PLAN = PlanDocument(
    kind="career_plan",
    language="nb",
    participant_name="Ada Eksempelsen",
    county_name="Nordland",
    career_centre_name="Karriere Nordland Prøvedal",
    written_with=("Kari Karriereprøve", "Nils Navprøve"),
    version=2,
    completed_on=date(2026, 12, 3),
    end_goal="Fagbrev som kokk",
    end_goal_detail="Restaurant- og matfag",
    sections=(
        Section(
            "Oppsummering",
            "Ada trives når det er mye å gjøre.\n\nDette har vi snakket om:\n- læreplass nå\n- vg2 først",
        ),
        Section("Plan B", "  \n"),
    ),
    steps=(
        Step(1, "Ring opplæringskontoret", "Spør hvem som tar inn lærlinger.", "Du", date(2026, 12, 15)),
        Step(2, "Avtal arbeidstrening", "", "Nav", None),
    ),
    identifier="2f6c2c1e-6d0e-4b8f-9a55-0d6f4b1f7a11",
)
ROUTE = Route(
    name="Lærling: to år på skole, to i bedrift",
    requirement="Du tar Vg1 og Vg2 på skole, og er så lærling i en bedrift i to år.",
    length="Vanligvis om lag 4½ år",
    law="opplæringslova § 5-6",
)
NOTE = replace(
    PLAN,
    kind="summary_note",
    language="nn",
    county_name="Trøndelag",
    sections=(Section("Interesser", "Čáhci, đŋŧž og musikk 🎸"), Section("Behov", "Ro rundt deg.")),
)
LONG = replace(
    PLAN,
    route=ROUTE,
    support="Til 1. august 2029 (sagt i møtet)",
    questions=(
        Question("Nav", "Kan jeg beholde støtten i ferien?", "Ja.\n\nSi fra først."),
        Question("Fagopplæringen", "Hvor mye praksis teller?", ""),
    ),
    sections=tuple(Section(f"Del {number}", "Vi tar ett skritt om gangen. " * 60) for number in range(1, 6)),
    steps=tuple(
        Step(number, f"Trinn nummer {number}", "Øv litt hver dag. " * 12, "Du", None) for number in range(1, 13)
    ),
)
ODD = replace(
    PLAN,
    route=Route("محمد 🎸" * 20, "z" * 300, "\x00", "§"),
    support="đ" * 100,
    questions=(Question("🎸", "q" * 300, "\x00"), Question("", "", "a" * 1000)),
    participant_name="محمد المثال",
    written_with=("ሰላም ተስፋይ", "Łukasz Żółć", "Олена Приклад"),
    end_goal="Menneskerettighetsorganisasjonssekretariatsmedarbeiderutdanning" * 2,
    sections=(
        Section("💪🏽 👩‍🍳 🇳🇴 ❤️", "a" * 400 + " 漢字 \x00\x07\x1b \ud800 \ue000 \ufdd0"),
        Section("Mer", "x\r\ny\tz"),
    ),
    steps=(Step(100, "b" * 200, "c" * 500, "d" * 90, date(2027, 1, 8), "https://example.test/" + "e" * 250),),
)
