"""Whether the answers can be trusted: reliability, flags, modes, returns."""

from __future__ import annotations

from typing import Final

from survey.language import m
from survey.reports.method.entry import Chapter, Entry

__all__ = ["QUALITY"]

QUALITY: Final = Chapter(
    m("数据可靠吗"),
    (
        Entry(
            "reliability",
            m("信度（Cronbach α）"),
            m("同一维度的几道题是不是在问同一件事。"),
            m(
                "用完整评价了该维度各项的单位计算原始 α 和标准化 α，并给出每一项与其余各项之和的相关，以及删去该项后的 α。"
                "某项评分毫无变化时相关与标准化 α 无定义，不是 0。"
            ),
            "α = k/(k−1)·(1 − Σs²ᵢ/s²_Σ);  α_std = k·r̄/(1 + (k−1)·r̄)",
            "Cronbach 1951",
            m(
                "α 高不等于问得对；题目少 α 自然低。习惯上 0.7 以上可用，但没有硬界限；0.95 以上常是题目重复。"
            ),
        ),
        Entry(
            "careless",
            m("需要核对的答卷"),
            m("看上去没有认真填的答卷，列出来请人看一眼，从不自动删除。"),
            m(
                "标记的情形：各项评价完全一样，重要程度也没有变化过；连续相同的评价超过四分之三；填写时间不到中位数的一半；"
                "与另一份答卷完全相同；业务员代交。前两种和雷同只看至少有 6 项评价的答卷。"
                "同时给出包含与不包含这些答卷的两组结果。"
            ),
            "",
            "Johnson 2005; Meade & Craig 2012",
            m("真正满意的客户也会全打 5 分。只有在回访或比对扫描件之后，才由人决定作废，并写明理由。"),
        ),
        Entry(
            "modes",
            m("调查方式的构成"),
            m("电话打分通常偏高；方式的构成变了，分数会跟着变。"),
            m("各方式的答卷占比与上一期比较，任一方式变动超过 15 个百分点时提示。"),
            "|p_now − p_before| > 0.15",
            "",
            m("出现提示时，先在同一方式内比较两期。"),
        ),
        Entry(
            "returns",
            m("回收率、有效率、覆盖率"),
            m("结果能代表多少应调查的客户。"),
            m(
                "回收率 = 回收 ÷ 发放；有效率 = 有效 ÷ 回收；客户覆盖率 = 有有效答卷的客户 ÷ 应调查客户；销售额覆盖率按上一完整年度的销售额。"
            ),
            "",
            "AAPOR Standard Definitions (RR1)",
            m(
                "有效：所问评价项目至少一半有回答，“不了解 / 未涉及”也算回答。回收率不足时，报告要写明哪些结论不能下。"
            ),
        ),
    ),
)
