"""The words around a number in prose that tell topic, scope, year, share and change.

Regular expressions over folded text only; what they decide is said in `statements`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ABOUT_REQUESTS = (
    r"公开(?:的)?申请|依申请|申请公开|申请(?:政府)?信息公开|信息公开的申请|提出的?申请|所有申请"
)
_ABOUT_CASES = r"行政复议|复议(?!机关|决定|请求)|行政诉讼|诉讼(?!请求)|应诉"
_ABOUT_OTHER = (
    r"建议|提案|议案|热线|留言|咨询|问政|舆情|网民|信箱|访谈|培训|解读|评估|栏目|项目|"
    r"信访(?!、?举报)|来信|来访|许可|处罚|登记|审批(?!局|服务局|信息|结果|公开)|办件|"
    r"(?:服务|办事|便民)(?:中心|大厅)[^,。;\d]{0,8}(?:受理|办理|接|收)|"
    r"(?:业务|低保|贷款|公积金|援助|救助|补贴|补助|保险|住房|证照?|认定|鉴定|执行)(?:类|事项|的)?申请|"
    r"(?<!信访)(?<!信访、)(?:举报、?投诉|投诉、?举报)(?!类)|"
    r"(?:受理|收到|接到|接收|接受|接听|办理)[^,。;\d申公]{0,10}"
    r"(?:举报|投诉|业务|诉求|工单|事项|来电|纠纷|警情)(?:共计|总计|共|计|为)*(?=\d|$)"
)
TOPIC = re.compile(
    rf"(?P<requests>{ABOUT_REQUESTS})|(?P<disputes>{_ABOUT_CASES})|(?P<other>{_ABOUT_OTHER})"
)
ANY_TOPIC = re.compile(f"{ABOUT_REQUESTS}|{_ABOUT_CASES}|{_ABOUT_OTHER}")
"""The same without groups, which is searched for much faster."""

_OF_DISCLOSURE = (
    r"(?:共计?|总|累计|了|过|到|各类|各种|全部|所有|有效|新增?|书面|口头|当面|现场|网[上络站]|在线|互联网|线[上下]|信函|信件|"
    r"邮[寄件政箱]|传真|电子|微信|平台|窗口|渠道|途径|方式|形式|通过|以|群众|公众|社会|市民|居民|村民|公民|个人|自然人|法人|"
    r"商业|企业|科研|机构|公益|法律|服务|单位|组织|其[他它]|或者?|和|及|与|以及|、|等|依|信息|政府|政务|提出|提交|递交|重复|反复|"
    r"大量|撤[回销]|补正|更正|延期|查[询阅]|本[局机关级]+|我[局市县区镇乡委办厅])*"
)
APPLICATION = re.compile(
    rf"(?:受理|收到|接收|接到|办理|新收)(?:{_OF_DISCLOSURE}申请|[^,。;\d]*?(?:公开|复议|诉讼|[的类])[^,。;\d]*?申请"
    r"|(?P<other>[\u4e00-\u9fff]{2,14}?申请))"
)
"""收到入学申请: requests for what has a name of its own are none for information."""
OTHER_BUSINESS = re.compile(
    r"举报|咨询|建议|提案|议案|问政|信访|热线|来信|许可|登记|培训|窗口|留言|处罚|仲裁|救助|证明|补贴|"
    r"审批|低保|贷款|公积金|援助|补助|保险|业务|办件|大厅"
)
SUBSET = re.compile(
    r"涉及|关于|有关|方面|针对|(?<!各)类|撤回|撤销|补正|转送|分流|不属于|非本机关|误|转办|交办|协助|协办|配合"
)
CHANNEL = re.compile(
    r"网上|网络|网站|在线|互联网|平台|信函|信件|邮寄|邮件|邮箱|当面|现场|传真|书面|EMS|微信|窗口"
)
ALL_CHANNELS = re.compile(r"等|共|总|合计|各种|多种|各类|途径|方式|渠道")
NEXT_CHANNEL = re.compile(
    r"^(?:[、和及]|以及)(?:通过|以)?(?:纸质|书面|当面|现场|线下|信函|信件|来信|邮寄|邮件|传真|网上|网络|线上)[^,。;\d]{0,12}\d"
)
"""Behind a number that came by one channel: those of the next one."""
PART_OF_YEAR = re.compile(
    r"半年|季度|月份|(?:(?<!1)\d|1[01])月(?:底|末)|\d月(?:以来|起|,)|\d{1,2}-\d{1,2}月|每月|平均|日均|月均"
)

RECEIVING = re.compile(
    r"(?P<verb>收到|新收|接收|收悉|接到|受理|办理|办结|答复|处理|登记)(?P<mid>[^\d。;]{0,60}?)$"
)
BOTH_IN_ONE = re.compile(r"(?:收到|新收|受理)(?:并|且)")
OF_WHICH_REQUESTS = re.compile(r"^[^。;]{0,12}属于(?:政府)?信息公开申请")
REQUESTS_AMONG = re.compile(r"^[^。;\d]{0,3}其中:?(?:政府)?信息公开(?:的|类)?申请[^。;\d]{0,4}\d")
"""Behind a number of requests that is not said to be of disclosure."""
OURS_APART = re.compile(
    r"[我本](?:局|委|厅|院|中心|单位|镇|乡|街道|处)(?:共|共计|收到|受理|接收|接到|办理|为|有|的)*\d+[件份宗]"
)
"""Behind the number of a whole area: that of the one who reports."""
NOT_A_REQUEST = re.compile(r"复议|诉讼|不予|无法|公开申请答复")
HANDLING_VERBS = frozenset(("办理", "办结", "答复", "处理"))
ENDS_WITH_REQUESTS = re.compile(
    r"申请(?:公开)?(?:政府)?(?:信息)?(?:公开)?(?:的)?(?:事项|案件|件|数量|总数|总量|数)?"
    r"(?:共计|合计|总计|共|计|为|是|达到|达|有|约|近|:)*$"
)
BARE_REQUESTS = re.compile(
    r"^(?:20\d\d年度?|本年度?|全年度?|我[局市县区镇乡委办厅]|全[市县区镇乡]|本(?:局|机关|单位|年)|共有?|的)*"
    r"(?:政府)?信息公开申请(?:案件|事项)?(?:受理)?(?:数量|总数|总量|数|量)?(?:共计|合计|总计|共|计|为|是|达|有)*$"
)
BARE_RECEIVED = re.compile(
    r"^[、,;]?(?:20\d\d年度?|本年度?|全年度?|当年|年内|共|总共|累计|我[局市县区镇乡委办厅]|全[市县区镇乡])*"
    r"(?:新收|收到|受理|接收)(?:总量|量)?(?:共计|合计|总计|共|计|为)*$"
)
"""Without the word for requests: only where they are spoken of."""
RECEIVED_BEFORE = re.compile(
    r"(?P<verb>收到|新收|接收|收悉|接到|受理|办理|办结|答复)(?:了|过|的)*$"
)
REQUESTS_BEHIND = re.compile(r"(?:(?:政府)?信息公开|依申请公开)(?:的)?(?:申请)(?:件|事项)?(?:中)?")
"""收到12件政府信息公开申请: what is counted stands behind the number."""
OWN_LEVEL = re.compile(
    r"^[,;]?(?:其中)?(?:[省市县区州盟旗]|我[省市县区])(?:人民)?(?:政府)?(?:本级|办公[室厅]|政府办)"
    r"(?:共|共计|累计|新收|收到|接收|受理)*(?:申请)?(?:共计|共|计|为|有)*$"
)
"""Behind the number of a whole area: 全市收到2310件，其中市本级126件."""
OF_LEVEL = re.compile(r"^[,;、]?(?:其中)?[省市县区镇街](?:级|直)(?!(?:及|和|、|各))")
"""Behind the number of all: 区受理38件，区级收到36件."""
BARE_HANDLED = re.compile(
    r"^(?:其中|已|均|全部|共|总共|当年|本年度?|年内|实际|累计|并)*(?:办结|办理完毕|答复)"
    r"(?:了)?(?:申请|答复)?(?:总量|件数|量|数)?(?:共计|合计|总计|共|计|为|有)*$"
)
IN_PART = re.compile(r"其中|按时|按期|延期|超期|及时")

# What begins with a character of its own, and looks back from there, is searched for much faster.
LAST_YEAR = re.compile(
    r"[去上往前](?<![比较由从与于].)(?:(?<=上)一)?年(?:度)?(?!度?(?:未办结)?(?:结转|转结|转入|遗留|转来))"
)
LAST_YEAR_COUNT = re.compile(
    r"(?:比|较|由|从|相比|高于|低于)?(?:(?P<year>20\d\d)年度?|去年|上一?年度?)(?:同期)?"
    r"(?:的|为|是|共?收到的?|共?受理的?|全年)*(?:政府)?(?:信息公开)?(?:申请)?(?:量|数|总数|数量|总量)?(?:的|为)?$"
)
MOVED_ON = re.compile(r"(?:结转|转结|承接|转入|遗留)自?$")
"""上年 behind it is whence cases came, no year to compare with."""
MOVED_TO = re.compile(r"(?:结转|转结|顺延)(?:至|到)(?:20\d\d|下一?|次)年")
MOVED_HERE = re.compile(r"(?:结转|转结|遗留)[^。;\d]{0,20}\d+[件宗份条][^。;]*$")
"""Behind the number of requests from the year before: who made those, as well."""
AGAINST = re.compile(r"比|较|由|从|相比|高于|低于")
GROWN_TO = re.compile(
    r"(?:增加|上升|增长|减少|下降|降低|提高|增|升|降|减)(?:至|到|为)(?:了)?(?:20\d\d年度?的?)?$"
)
ANY_YEAR = re.compile(r"20[012]\d(?=年)")
YEAR = re.compile(
    r"(20[012]\d)(?<![比较由从与于至到]\d{4})年(?!度?(?:未办结)?(?:的)?(?:结转|转结|转入|遗留|转来))"
)

COMPARED = re.compile(r"同比|同期|较|比|相比")
CHANGED = re.compile(
    r"(?P<up>增长|增加|上升|提高|增幅|涨幅|增多|多)?(?P<down>减少|下降|降低|降幅|回落|少|减)?"
    r"(?:了|约|近|达到|达|为|幅度|率|比例)*$"
)
SHARE = re.compile(r"(?:占比|占|比例|比重)(?P<base>[^占]{0,25})$")
SHARE_FILL = r"(?:的|约|近|为|达到|达|占|比例|比重|比率|百分比|比|了|:)"
WHOLE_BASE = re.compile(
    rf"(?:{SHARE_FILL}|全年|本年度?|全部|所有|总共|总|申请|办理|答复|办结|处理|政府信息公开|政府信息|依申请|信息|公开|已|"
    r"件|数量|总量|数|量|计|受理|收到|结果|案件|新收)*"
)
CLOSED_BASE = re.compile(
    rf"{SHARE_FILL}*(?:已|全部)?审结(?:的)?(?:案件|件)?(?:总数|总量|数)?{SHARE_FILL}*"
)

_CASE = re.compile(
    r"(?P<direct>未经复议(?:而|的)?(?:直接|径行)?(?:提起)?(?:行政)?(?:起诉|诉讼)|直接(?:提起)?(?:行政)?(?:起诉|诉讼))"
    r"|(?P<after>(?:经)?(?:行政)?复议(?:之)?后(?:再)?(?:提起)?(?:行政)?(?:起诉|诉讼))"
    r"|(?P<reconsideration>行政复议(?!机关|决定|后)|(?<!经)(?<!行政)复议(?!机关|决定|请求|后|直接))"
    r"|(?P<lawsuits>行政诉讼(?!请求)|(?<!行政)诉讼(?!请求))"
)


def cases(text: str) -> Iterable[re.Match[str]]:
    """The kinds of case that a text names, as groups; most texts name none."""
    return _CASE.finditer(text) if "复议" in text or "诉" in text else ()


BOTH_CASES = re.compile(
    r"复议(?:案件|申请)?(?:和|及|与|或|、|以及)(?:提起|引发)?(?:的)?(?:行政)?(?:诉讼|应诉)"
)
NARROWED = re.compile(
    r"维持|纠|撤销|驳回|结果|审结|其他|增|减|降|升|占|后|直接|诉讼|复议|撤回|未|无|没|不|败诉|胜诉"
)
WITH_RESULT = re.compile(r"(?:维持|纠错|纠正|撤销|驳回|审结|撤回|终止|败诉|胜诉)的[^,。;\d]{0,8}$")
GENERAL_CASES = re.compile(
    r"(?:复议|诉讼|应诉)[^,。;\d]{0,4}(?:受案|收案|立案)|作为(?:被告|被申请人|第三人)|行政应诉|出庭应诉"
)
"""Said of all reviews and suits of an organ, whatever they are about."""
DECIDED = re.compile(r"(?:受理|审理|办理|办结|审结)[^\d。;,]{0,6}行政(?:复议|诉讼)")
"""The same, but below a heading on the cases of disclosure."""
OF_DISCLOSURE = re.compile(r"信息公开|政务公开|依申请|公开(?:的|类|答复)|[因涉及]公开")
REQUESTS_TOLD = re.compile(r"(?:主动公开|公开(?:的)?申请|依申请公开)[^。;\d]{0,12}\d+[件条份宗]")
"""Of disclosure too, but not of its cases."""
RESULT_BEHIND = re.compile(r"被?(?:依法)?(?:维持|纠正|纠错|撤销|驳回|确认违法)")
ADJUDICATING = re.compile(r"作为(?:行政)?复议机关|审理[^,。;\d]{0,16}复议")
AS_AUTHORITY = re.compile(
    r"(?:受理|审理|办理|办结|审结|收到|出庭|应诉)[^\d。;,]{0,6}行政(?:复议|诉讼)"
)
NO_CASES = re.compile(
    r"(?:未发生|没有发生|未出现|无|未收到|未产生|没有|未有)(?:一[件起])?(?:因)?[^\d。;,]{0,16}?"
    r"(?P<what>行政复议(?:(?:案件?|申请)?(?:、|和|或者?|及|与|以及)?(?:被?(?:提起|引[发起]))?的?(?:行政)?诉讼)?"
    r"|行政诉讼(?:案件?)?(?:(?:、|和|或者?|及|与|以及)?(?:被?(?:申请|提起))?的?(?:行政)?复议)?)"
    r"(?:的)?(?:案件?|情况|情形|事项|申请|事件|现象)?(?:发生)?[,。;]"
)

BARE_CASES = re.compile(
    r"(?:案件)?(?:方面|情况|中),(?:20\d\d年度?|本年度?|全年度?|年内|我[局市县区镇乡委办厅]|共|总共|累计)*"
    r"(?:新?发生|新?收到|新增|被申请|被提起|有)?(?:案件)?(?:共计|共|计|为|有)*"
)
"""Behind the word for reviews or suits: 行政复议方面，全年共发生9件."""

SCOPE = re.compile(
    r"(?P<area>[省市县区州盟旗]政府系统|各级(?:政府|行政机关)|全(?:省|市|县|区|州|盟|旗|镇|乡|街道|系统)|各级各部门|各部门各单位)"
    r"|(?P<organ>(?:政府|[市县区州省厅局委])办公[室厅]|政府办|我(?:局|委|办|厅|院|中心|单位|机关|镇|乡|街道|处)"
    r"|本(?:局|委|办|厅|机关|单位|级|镇|乡|街道)|[\u4e00-\u9fff](?:局|委|委员会|中心|办事处)(?=共|收到|受理|累计|全年))"
)

ALL_DONE = re.compile(
    r"(?:均|全部|已经?|都)[^,。;]{0,14}?(?:办结|办理完毕|办理完成|办理完结|处理完毕)(?!率|时限|期限)"
    r"|(?<!按时)(?<!按期)(?<!及时)(?<!到期)办结率(?:均|为|达到|达|实现|保持)*100%"
)
DONE = re.compile(r"办结|办理完|处理完毕")
"""In all that matches `ALL_DONE`."""
EVERY = re.compile(r"均|全部|都|100%")
NOT_ALL_DONE = re.compile(
    r"除[^,。;]{0,24}(?:外|以外)|结转(?:至|到)|转(?:至|到|入)?下|尚有|其余|余下|未办结|提案|建议|到期|应办结|事项清单|整改|问题"
)

NO_REQUESTS = re.compile(
    r"(?:(?:未|没有|无|尚未)(?:再)?(?:收到|接到|接收|受理)(?:过|到|任何|一[件起例]|关于|有关)*"
    r"(?:(?:公民|个人|群众|公众|社会公众|市民)(?:、法人(?:和|或者?|及|、)其他组织)?)?(?:提出|提交)?(?:的)?"
    r"(?:依申请公开(?:(?:政府)?信息)?(?:的)?(?:申请)?|(?:政府|政务)?信息公开(?:的)?申请"
    r"|(?:要求|申请)公开(?:相关|有关)?(?:的)?(?:政府)?信息(?:的)?申请)"
    r"|(?:无|没有)(?:政府|政务)?信息公开(?:的)?申请)(?:件|事项|情况)?[,。;]"
)

BROUGHT_FORWARD = re.compile(r"结转|遗留|往年|上一?年度?未办结")
COMING_IN = re.compile(r"收到|新收|接收|接到|收悉|受理")

OURS_AMONG = re.compile(
    r"其中[^。;\d]{0,10}信息公开[^。;\d]{0,10}\d"
    r"|[,;(](?:涉及?|有关|因|针对|属于?)[^。;\d,申复诉]{0,10}公开[^。;\d,申复诉]{0,8}\d+[件起宗]"
)
"""Of all reviews or suits, those on disclosure are told behind: the number before is of all."""

FEE = re.compile(r"信息处理费(?:用)?(?:共计|合计|总计|总额|金额|收入|共|计|为|是|:)*$")
NO_FEE = re.compile(
    r"(?:未|没有|无|不)[^,。;\d]{0,16}(?:收取|收到|产生|发生|涉及)?[^,。;\d]{0,16}信息处理费"
)

_TO_NUMBER = r"(?:共计|合计|总计|共|计|为|有|数量|总数|数|决定|案件|事项|处理)*$"
DISCLOSED = (
    (
        "normative_documents_issued",
        re.compile(rf"(?:制发|制定|出台|印发)(?:的)?(?:行政)?规范性文件{_TO_NUMBER}"),
    ),
    (
        "normative_documents_repealed",
        re.compile(rf"(?<!和)(?<!、)废止(?:的)?(?:行政)?规范性文件{_TO_NUMBER}"),
    ),
    (
        "normative_documents_in_force",
        re.compile(rf"(?:现行)有效(?:的)?(?:行政)?规范性文件{_TO_NUMBER}"),
    ),
    (
        "licensing_decisions",
        re.compile(r"[作做]出行政许可(?:处理)?决定(?:共计|共|计|为|数量|数)*$"),
    ),
    (
        "penalty_decisions",
        re.compile(r"(?:[作做]出|^[、,;和及]+)行政处罚(?:处理)?决定(?:共计|共|计|为|数量|数)*$"),
    ),
    (
        "compulsion_decisions",
        re.compile(
            r"(?:[作做]出|^[、,;和及]+)行政强制(?:处理|执行)?决定(?:共计|共|计|为|数量|数)*$"
        ),
    ),
)
ADMINISTRATIVE_FEES = re.compile(
    r"(?<!信息)行政事业性收费(?:收入|收费)?(?:总金额|总额|金额)?(?:共计|合计|共|计|为|是)*$"
)
NOT_OF_THE_TABLE = re.compile(r"其中|名义|清理|审查|备案|解读|起草|代")
