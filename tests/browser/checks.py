"""What every page passed must hold: no violation of WCAG 2.2 A and AA that axe finds, and no sideways scrolling.

Asked wide and narrow, light and dark. The structure of a page does not change with its colours, so in dark only the
rules about colour are asked again.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDTHS = (1280, 320)


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Return what axe has against the page as it looks now: rule, element and why."""
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{page.url}: {rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def assert_accessible(page: Page, size: ViewportSize) -> None:
    """Fail on the first look of the page that has something against it; leaves the window as it was."""
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            options = EVERYTHING if scheme == "light" else COLOURS
            faults += [f"{width} px, {scheme}: {each}" for each in violations(page, options)]
        if (extra := sideways(page)) > 0:
            faults.append(f"{width} px: {page.url} scrolls {extra} px sideways")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(size)
    assert not faults, "\n".join(faults)
