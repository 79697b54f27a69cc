"""The kit: every widget that pages are made of, painted from the theme's tokens."""

from reviewer_app.ui.kit.buttons import Button, IconButton
from reviewer_app.ui.kit.fields import Field, NumberBox, TextBox
from reviewer_app.ui.kit.flow import FlowBox, together
from reviewer_app.ui.kit.frames import Banner, Card, EmptyState, Form, FormRow, Head, Panel, Scroll, Surface
from reviewer_app.ui.kit.marks import Bar, Dot, Ring, Rounds
from reviewer_app.ui.kit.pool import Pool
from reviewer_app.ui.kit.rows import KeyHint, ReasonLine, Row
from reviewer_app.ui.kit.shares import SharedColumn, ShareScroll
from reviewer_app.ui.kit.sheet import Sheet
from reviewer_app.ui.kit.tabs import Tabs
from reviewer_app.ui.kit.text import Chip, ChipButton, ElidedLabel, KeyCap, Label

__all__ = [
    "Banner",
    "Bar",
    "Button",
    "Card",
    "Chip",
    "ChipButton",
    "Dot",
    "ElidedLabel",
    "EmptyState",
    "Field",
    "FlowBox",
    "Form",
    "FormRow",
    "Head",
    "IconButton",
    "KeyCap",
    "KeyHint",
    "Label",
    "NumberBox",
    "Panel",
    "Pool",
    "ReasonLine",
    "Ring",
    "Rounds",
    "Row",
    "Scroll",
    "ShareScroll",
    "SharedColumn",
    "Sheet",
    "Surface",
    "Tabs",
    "TextBox",
    "together",
]
