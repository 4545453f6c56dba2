"""Names without a title are hidden where something introduces them; ordinary words never are."""

from __future__ import annotations

import pytest

from survey.text.labels import independent_comments, labelled_comments
from survey.text.masking import mask
from survey.text.names import introduced

NAMED = """
联系人{张伟}，有事找他
联系人：{李晓东}
联系人是{欧阳明}
收货人{王芳}签收的
收件人：{洪建国}，地址没变
姓名：{施小丽}
姓名{陈晨}
我叫{刘海涛}，去年订的货
我叫{周敏}。
经办人{赵国强}说已经处理
签字人为{孙悦}
名叫{马冬梅}的业务员没回电
问题找{李强}处理
有事请找{吴晓明}
找{郑洁}对接就行
找一下{何平}，他知道
叫{林志远}来看看
让我叫{徐静}签收
我是{高峰}，等你们回复
我是{黄文斌}
联系{郭磊}反馈过两次
请联系{许丽娟}，谢谢
{张建国} 13800001111
{王丽}，电话13800001111
{李明}（13900002222）
{钱进}，手机：13900002222
{包小军} 联系电话 13700003333
{司马青} 0571-88001234
13800001111 {张三丰}
13800001111，{田甜}
13800001111（{雷鸣}）
有问题打13600004444 {方圆}，随时
""".strip().splitlines()

ORDINARY = """
找方便的方式联系
找马上能发货的厂家
找常用的型号
找高手修
找何时发货的说法都没有
我是常客，价格要优惠
我是老客户了
我是成都的经销商
我是于去年开始采购的
叫马上发货也没人理
叫苦连天
叫车不方便
联系方式变了也不说
联系任何人都没用
联系江苏的仓库
联系人换了三次
联系人经常换，没人交接
联系人和电话都是错的
收货人不在就放门口
姓名写错了
我叫了三次才来
我叫程序员看过，还是不行
电话13800001111马上打
型号 方案A，电话打不通
高温 13800001111
订单 13812345678 周末没发货
13800001111 马上回电
找包装破的退
找成本更低的供应商
我是万万没想到
""".strip().splitlines()


@pytest.mark.parametrize("sentence", NAMED)
def test_a_name_that_is_introduced_is_hidden(sentence: str) -> None:
    before, rest = sentence.split("{")
    name, after = rest.split("}")
    text = before + name + after
    assert {text[start:end] for start, end in introduced(text)} == {name}
    assert mask(text)[len(before) : len(before) + len(name)] == "*" * len(name)


@pytest.mark.parametrize("sentence", ORDINARY)
def test_an_ordinary_word_in_such_a_place_stays(sentence: str) -> None:
    assert [sentence[start:end] for start, end in introduced(sentence)] == []


def test_no_labelled_comment_loses_a_word() -> None:
    comments = [*labelled_comments(), *independent_comments()]
    lost = [(one.text[start:end], one.text) for one in comments for start, end in introduced(one.text)]
    print(f"{len(lost)} of {len(comments)} labelled comments lose a word")
    assert lost == []


def test_a_masked_text_keeps_its_length_and_other_words() -> None:
    assert mask("联系人：张伟，交期延误三次") == "联系人：**，交期延误三次"
    assert mask("找李晓东处理，没人理") == "找***处理，没人理"
