"""A window with every widget of the kit in it, for tests and for looking at."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.kit import (
    Banner,
    Bar,
    Button,
    Card,
    Chip,
    ChipButton,
    Dot,
    ElidedLabel,
    EmptyState,
    Field,
    FlowBox,
    Form,
    FormRow,
    Head,
    IconButton,
    KeyCap,
    KeyHint,
    Label,
    Panel,
    Ring,
    Rounds,
    Row,
    Scroll,
    Surface,
    Tabs,
    TextBox,
)


def gallery() -> QWidget:
    """Every widget once or more, 1100 by 720."""
    whole = Surface("page")
    whole.resize(1100, 720)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    banner = Banner("warn")
    column.addWidget(_head())
    column.addWidget(banner)
    banner.say("服务器连不上。裁定在待发里等着，会自动发出。", action="Try now", close_name="Close")
    columns = QHBoxLayout()
    columns.setSpacing(0)
    for made in (_left(), _middle(), _right()):
        columns.addWidget(made, 1)
    column.addLayout(columns, 1)
    return whole


def _head() -> QWidget:
    head, rounds, ring = Head(), Rounds(), Ring(0.8)
    rounds.set((("初审", "done"), ("签核", "now"), ("结案", "ahead")))
    ring.set(0.8, "ok", "9:41")
    for widget in (Label("清溪山泉水 · 晚间场", "title"), Label("clip · room-2208 · 0:19.6", "mono"), Chip("直播切片")):
        head.row.addWidget(widget)
    head.row.addWidget(Chip("规则按行为时 2026-08-11", "accent"))
    head.row.addStretch(1)
    for widget in (rounds, ring, Label("9:41", "mono"), Label("截止 2 小时 10 分", "dim")):
        head.row.addWidget(widget)
    return head


def _left() -> QWidget:
    scroll = Scroll()
    panel = Panel("为何在此", Chip("风险 87", "bad"))
    chosen = Card(pressable=True)
    chosen.set_chosen(True)
    for card in (chosen, Card("bad")):
        card.body.addWidget(Label("绝对化用语", "strong"))
        card.body.addWidget(Label("画面文字“全网最低价” · 模型 ocr-text@4 · 0.93", "dim", wrap=True))
        panel.body.addWidget(card)
    form = Form()
    form.set_rows((("体验分", "82.4 ▼ 3.1"), ("关联店铺", "3 家 · 同一收款账户", "warn"), ("观看", "128,400")))
    facts = Panel("商家")
    facts.body.addWidget(form)
    facts.body.addWidget(Bar(0.82, "ok"))
    facts.body.addWidget(FormRow("成交额", "¥ 37,738.80"))
    chips = FlowBox()
    for words in ("E1 0:03.050–0:05.720", "“全网最低价”", "评论 0:11.4 置顶", "执照 第 1 页"):
        chips.add(Chip(words))
    facts.body.addWidget(chips)
    scroll.column.addWidget(panel)
    scroll.column.addWidget(facts)
    return scroll


def _middle() -> QWidget:
    panel = Panel()
    tabs = Tabs()
    tabs.set_tabs((("speech", "语音"), ("text", "画面文字"), ("comments", "评论 126")))
    panel.body.addWidget(tabs)
    panel.body.addWidget(Field("在转写中查找", "/"))
    wrong = Field("Server address")
    wrong.setText("not an address")
    wrong.set_wrong(True)
    panel.body.addWidget(wrong)
    for chosen in (True, False):
        row = Row()
        row.set_chosen(chosen)
        row.line.addWidget(Label("0:03.1", "mono"))
        row.line.addWidget(ElidedLabel("这款山泉水，全网最低价，只要九块九" * 3), 1)
        row.line.addWidget(KeyCap("1"))
        panel.body.addWidget(row)
    panel.body.addWidget(EmptyState("No case in hand", "Take one from the queue.", "tray"))
    return panel


def _right() -> QWidget:
    panel = Panel("理由", Label("4 / 6", "faint"))
    panel.body.addWidget(TextBox("写给商家看的话…"))
    filters, buttons, icons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
    for words, checked in (("全部 1,284", True), ("切片 402", False)):
        chip = ChipButton(words)
        chip.set(words, checked)
        filters.addWidget(chip)
    for words, key, tone in (("通过", "P", "ok"), ("违规", "V", "bad"), ("挂起", "H", "plain")):
        button = Button(words, key, tone, checkable=True)  # type: ignore[arg-type]
        button.setChecked(words == "违规")
        buttons.addWidget(button)
    for tone, fill in (("ok", 1.0), ("accent", 0.5), ("accent", 0.0)):
        icons.addWidget(Dot(tone, fill))  # type: ignore[arg-type]
    icons.addWidget(IconButton("play", "Play", "Space"))
    icons.addWidget(IconButton("speaker-x", "Mute", checkable=True))
    icons.addWidget(KeyHint("Ctrl+K", "命令"))
    icons.addStretch(1)
    off = Button("Confirm", "C")
    off.setEnabled(False)
    for row in (filters, icons, buttons):
        panel.body.addLayout(row)
    panel.body.addWidget(Button("裁定并看下一件", "Ctrl+Return", "accent"))
    panel.body.addWidget(off)
    panel.body.addStretch(1)
    return panel
