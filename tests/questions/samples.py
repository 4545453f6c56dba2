"""One item of every question type on common scales, and texts that a form could send for it."""

from __future__ import annotations

from survey.questions import Item, Option, Point, Scale

LABELS = ("非常不满意", "不满意", "一般", "满意", "非常满意")
SATISFACTION = Scale(
    key="satisfaction5",
    points=tuple(Point(value=v, label=label) for v, label in enumerate(LABELS, start=1)),
    na="不了解 / 未涉及",
    satisfied_from=4,
    low_to=2,
)
IMPORTANCE = Scale(
    key="importance5",
    points=tuple(
        Point(value=v, label=label)
        for v, label in enumerate(("不重要", "不太重要", "一般", "比较重要", "非常重要"), start=1)
    ),
    na="不了解 / 未涉及",
)
LIKELY = Scale(
    key="nps11",
    points=tuple(Point(value=v, label=str(v)) for v in range(11)),
    ends="完全不可能|非常可能",
)
SCALES = {scale.key: scale for scale in (SATISFACTION, IMPORTANCE, LIKELY)}

OPTIONS = (
    Option(key="purchasing", label="采购"),
    Option(key="quality", label="质量检验"),
    Option(key="finance", label="财务结算"),
    Option(key="none", label="没有", exclusive=True),
    Option(key="other", label="其他", other=True),
)
PLAIN = OPTIONS[:3]
PAIR = {"importance": "importance5", "performance": "satisfaction5"}

ITEMS = (
    Item(key="fit", type="importance_performance", text="适用程度", help="对工况", scales=PAIR),
    Item(
        key="met",
        type="expectation_perception",
        text="实际表现",
        scales={"expectation": "importance5", "performance": "satisfaction5"},
    ),
    Item(key="overall", type="rating", text="总体满意程度", scales={"score": "satisfaction5"}),
    Item(key="nps", type="nps", text="推荐的可能", scales={"score": "nps11"}),
    Item(key="job", type="single_choice", text="您的工作", options=OPTIONS),
    Item(key="role", type="multiple_choice", text="您的分工", options=OPTIONS),
    Item(key="cause", type="reason", text="主要原因", options=OPTIONS, settings={"frame": "customer"}),
    Item(key="causes", type="reason", text="有关原因", options=OPTIONS, settings={"multiple": True}),
    Item(key="compare", type="matrix", text="比较", options=PLAIN, scales={"score": "satisfaction5"}),
    Item(key="top", type="ranking", text="最看重", options=PLAIN, settings={"count": 2}),
    Item(
        key="feature", type="kano", text="网上查询订单进度", settings={"functional": "如果可以查询，您觉得"}
    ),
    Item(key="points", type="constant_sum", text="分配分数", options=PLAIN, settings={"total": 10}),
    Item(key="years", type="number", text="合作年数", settings={"max": 99, "unit": "年"}),
    Item(
        key="gap", type="number", text="差价", settings={"min": -100, "max": 100, "decimals": 2, "unit": "%"}
    ),
    Item(key="since", type="date", text="何时开始", settings={"precision": "month"}),
    Item(key="day", type="date", text="哪一天"),
    Item(key="rival", type="short_text", text="主要供应商"),
    Item(key="worst", type="comment", text="最不满意的", settings={"max": 100}),
    Item(key="reach", type="contact", text="联系方式", settings={"fields": ["name", "phone", "email"]}),
    Item(
        key="agree",
        type="consent",
        text="我同意",
        required=True,
        settings={"version": "2", "notice": {"named": "第一段\n第二段", "anonymous": "匿名"}},
    ),
    Item(key="hint", type="note", text="以下各题\n请按实际情况填写"),
)
BY_KEY = {item.key: item for item in ITEMS}

NOT_CANONICAL = (
    "１２",
    "1_0",
    "3.7",
    "nan",
    "1e9",
    "-1",
    "٣",
    "0x1",
    "+1",
    "01",
    "1" * 5000,
    "\ud800",
    "\x00",
)
