"""Personal particulars are hidden, numbers of things stay."""

from __future__ import annotations

import time

import pytest

from survey.text.masking import Masker, mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("请打我手机13800001111", "13800001111"),
        ("请打 138 0000 1111 找我", "138 0000 1111"),
        ("138-0000-1111", "138-0000-1111"),
        ("+86 13800001111", "+86 13800001111"),
        ("１３８００００１１１１", "１３８００００１１１１"),
        ("座机0571-88001234", "0571-88001234"),
        ("座机（0571）88001234", "（0571）88001234"),
        ("电话：88001234 转销售", "88001234"),
        ("发我邮箱 li.ming@example.com.cn 吧", "li.ming@example.com.cn"),
        ("邮箱zhang＠example.com", "zhang＠example.com"),
        ("身份证 11010519491231002X", "11010519491231002X"),
        ("110105194912310021", "110105194912310021"),
        ("退到卡上 6222 0212 3456 7890 123 谢谢", ""),
        ("卡号：6217001234567890", "6217001234567890"),
        ("账号 33050161 7827 00000123", "33050161 7827 00000123"),
        ("加微信 wang_jg1980 发图", "wang_jg1980"),
        ("QQ：123456789", "123456789"),
        ("王经理很负责", "王"),
        ("多谢贵司的李工，半夜还来", "李"),
        ("张总说过要降价", "张"),
        ("欧阳女士态度好", "欧阳"),
        ("陈建国先生催了三次", "陈建国"),
        ("联系人：赵小明", "赵小明"),
        ("跟周主管反映过，没用", "周"),
        ("小刘师傅手艺好", "刘"),
    ],
)
def test_a_personal_particular_is_hidden(text: str, hidden: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    if hidden:
        stars = "".join(letter if letter.isspace() else "*" for letter in hidden)
        assert masked == text.replace(hidden, stars)
    else:
        assert masked == text  # not a valid card, and no word says that it is one


@pytest.mark.parametrize("number", ["6222021234567890128", "4111 1111 1111 1111", "5500000000000004"])
def test_a_card_with_its_check_digit_is_hidden(number: str) -> None:
    assert "1" not in mask(f"退到 {number} 上")


@pytest.mark.parametrize(
    "text",
    [
        "订单号13812345678至今没发货",
        "合同 202611220001234567 还没盖章",
        "批号：6222021234567890128 有裂纹",
        "订了 12000 件，少了 350 件",
        "2026年11月22日到货，迟了15天",
        "2026-11-22 14:30 打的电话没人接",
        "价格从 1380 涨到 1560.50 元",
        "型号 ABC-13800001111X 缺货",
        "400-800-1234 打不通",
        "公差 0.02-0.05，重 1200kg",
        "由于总是延期，我们换了别家",
        "施工配合不好",
        "贵方经理不管事",
        "任何主管都不回复",
        "相关主任没有回话",
        "客户经理换了三个",
        "项目经理很专业，总经理没来过",
        "希望提高工作效率",
        "汇总表有错",
        "员工、电工、加工费都涨了",
        "安装师傅和司机师傅都好",
        "大区经理没拜访过",
        "工程师来得慢",
        "马上找经理处理",
        "高级工程师上门",
        "谢谢老师傅",
        "感谢经理支持",
        "换过几任老板",
        "前任采购的决定",
    ],
)
def test_numbers_of_things_and_ordinary_words_stay(text: str) -> None:
    assert mask(text) == text


def test_names_on_the_register_are_hidden_wherever_they_stand() -> None:
    masker = Masker(["张伟民", "李"])
    assert masker("张伟民答复很快，李子也甜") == "***答复很快，李子也甜"
    assert masker("高峰负责", ["高峰"]) == "**负责"
    assert masker("用电高峰") == "用电高峰"


def test_white_space_and_empty_texts_stay() -> None:
    assert mask("") == ""
    assert mask("电话\n13800001111\n") == "电话\n***********\n"


def test_a_long_hostile_text_takes_no_time() -> None:
    began = time.perf_counter()
    for text in (
        "1" * 20_000,
        "a" * 20_000,
        "a.@" * 7_000,
        "电话" + "1 -" * 7_000,
        "王" * 20_000,
        "0571-" * 4_000,
    ):
        mask(text)
    assert time.perf_counter() - began < 2.0


def test_a_large_register_costs_little() -> None:
    masker = Masker(f"王{chr(0x4E00 + number)}{chr(0x5E00 + number % 500)}" for number in range(10_000))
    began = time.perf_counter()
    for _ in range(200):
        masker("交期经常延误，质量还可以，希望改进一下包装和随货资料")
    assert time.perf_counter() - began < 1.0
