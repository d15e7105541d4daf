"""Tags and filters of every page: icons, status tags, breadcrumbs, pagination, one-button forms, dates and times."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.middleware.csrf import get_token
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import dates, icons

register = template.Library()

TAG_COLOURS = frozenset({"neutral", "accent", "warm", "info", "success", "warning", "danger"})


# Dates and times -----------------------------------------------------------------------------------------------------


def _date_filter(name: str, function: Callable[..., str]) -> None:
    """Registers ``function`` as a filter that gives an empty string for a missing value."""
    register.filter(name, lambda value: function(value) if value else "")


for _name, _function in {
    "clock": dates.format_clock,
    "short_date": dates.format_short_date,
    "short_datetime": dates.format_short_datetime,
    "long_date": dates.format_long_date,
    "long_datetime": dates.format_long_datetime,
    "day": dates.format_day,
    "relative_day": dates.format_relative_day,
}.items():
    _date_filter(_name, _function)


@register.filter
def time_range(start: datetime, end: datetime) -> str:
    """``{{ start|time_range:end }}`` → ``10.30–11.15``."""
    return dates.format_time_range(start, end)


@register.filter
def iso(value: date | datetime) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    return value.isoformat() if value else ""


# Small marks ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "calendar" %}``: decorative, or with ``label`` read by screen readers."""
    return icons.labelled_icon(name, label) if label else icons.decorative_icon(name)


@register.simple_tag
def tag(text: str, color: str = "neutral") -> SafeString:
    """A coloured status tag. The text carries the meaning, the colour only helps."""
    if color not in TAG_COLOURS:
        raise template.TemplateSyntaxError(f"unknown tag colour {color!r}")
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', color, text)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def avatar(name: str) -> SafeString:
    """A circle with initials; decorative, the name stands beside it."""
    return format_html('<span class="app-avatar" aria-hidden="true">{}</span>', initials(name))


# The page ------------------------------------------------------------------------------------------------------------


class RepeatBlockNode(template.Node):
    """Renders a block of the page once more, so that the heading need not repeat the title."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        """The block's text as the most specific template gives it."""
        block = context.render_context[BLOCK_CONTEXT_KEY].get_block(self.name)
        return SafeString(block.render(context).strip())


@register.tag
def repeat_block(parser: Parser, token: Token) -> RepeatBlockNode:
    """``{% repeat_block "title" %}``."""
    return RepeatBlockNode(token.split_contents()[1].strip("\"'"))


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail: Any) -> dict[str, Any]:
    """``{% breadcrumbs label url label url current %}``: pairs of label and address, last the page itself."""
    pairs = list(zip(trail[:-1:2], trail[1:-1:2], strict=True))
    return {"crumbs": pairs, "current": trail[-1]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any) -> dict[str, Any]:
    """Links to the other pages of a list, keeping the filters of the address.

    ``page`` is Django's ``Page``, or anything with ``number``, ``has_next()`` and ``has_previous()``: then only the
    neighbours are offered.
    """
    counted = getattr(page, "paginator", None)
    numbers = list(counted.get_elided_page_range(page.number, on_each_side=1, on_ends=1)) if counted else [page.number]
    more_than_one = page.has_next() or page.has_previous()
    return {"page": page, "numbers": numbers, "request": context["request"], "more_than_one": more_than_one}


# Forms ---------------------------------------------------------------------------------------------------------------


def _csrf_token(context: Context) -> str:
    """The token the page has already: making one is slow, and a page may have many forms."""
    return str(context.get("csrf_token") or get_token(context["request"]))


@register.simple_tag(takes_context=True)
def form_tokens(context: Context) -> SafeString:
    """What every POST form carries: the CSRF token and the membership the page was opened in."""
    actor = getattr(context["request"], "actor", None)
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', _csrf_token(context))
    if not actor:
        return token
    return format_html('{}<input type="hidden" name="acting_as" value="{}">', token, actor.key)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(context: Context, url: str, label: str, **options: str) -> dict[str, Any]:
    """A form with one button. Options: ``variant`` (secondary), ``color``, ``icon``, ``name``, ``value``,
    ``describe``.
    """
    defaults = {"variant": "secondary", "color": "", "icon": "", "name": "", "value": "", "describe": ""}
    unknown = options.keys() - defaults.keys()
    if unknown:
        raise template.TemplateSyntaxError(f"post_button does not know {', '.join(sorted(unknown))}")
    return {**defaults, **options, "request": context["request"], "url": url, "label": label}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*error_forms: forms.BaseForm) -> dict[str, Any]:
    """One summary for the forms of a page that are written by hand; ``{% crispy %}`` brings its own."""
    return {"error_forms": [form for form in error_forms if form.is_bound and form.errors]}
