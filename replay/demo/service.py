"""The after-sales registers of the sample company: complaints, repairs and adverse events of half a year.

The head of the register is what a hospital's call leaves behind; whoever handles it fills in the rest of the row.
Two complaints are still unanswered at the end of June, one repair waits for a part, and one adverse event was
reported after its time.
"""

from __future__ import annotations

# ruff: noqa: E501 - one line of a register is one row
from replay.demo.house import Row


def _rows(text: str) -> list[Row]:
    """Return the rows of a register; what is not filled in yet at the end of one is blank."""
    heads, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(heads, [*line, *[""] * (len(heads) - len(line))], strict=True)) for line in lines]


COMPLAINT_HEADINGS = {
    "no": "投诉编号",
    "on": "接收日期",
    "at": "接收时间",
    "channel": "来源渠道",
    "first": "首问责任人",
    "customer": "客户编码",
    "product": "产品编码",
    "lot": "生产批号",
    "content": "投诉内容",
    "nature": "投诉性质",
    "severity": "严重程度",
    "handler": "处理人员",
    "class": "异常原因分类",
    "responded": "首次响应时间",
    "investigator": "调查人",
    "investigated": "调查完成日期",
    "findings": "异常内容及处理情况",
    "cause": "原因类别",
    "department": "责任部门",
    "attribution": "责任方",
    "outcome": "投诉是否成立",
    "plan": "处理方案",
    "track": "是否需列入追踪",
    "decider": "核决人",
    "decided": "核决日期",
    "answered": "答复时间",
    "by": "答复方式",
    "answer": "答复内容",
    "view": "客户是否接受",
    "closed": "结案日期",
    "note": "结案说明",
}
COMPLAINTS: list[Row] = _rows("""
no|on|at|channel|first|customer|product|lot|content|nature|severity|handler|class|responded|investigator|investigated|findings|cause|department|attribution|outcome|plan|track|decider|decided|answered|by|answer|view|closed|note
TS-202601-0001|2026-01-19|2026-01-19 09:40|来电|江映月|K002|DNG-16||到货晚了三天,影响手术安排|服务投诉|轻微|江映月||2026-01-19 10:05|江映月|2026-01-20|物流改线|运输|仓储部|承运环节|成立|改由次日达线路配送|否|陆知行|2026-01-21|2026-01-21 15:20|来电|已说明原因并改线路|接受|2026-01-22|客户接受
TS-202602-0001|2026-02-11|2026-02-11 16:50|来电|江映月|K001|JHY-8||监护仪报修两天后才有人联系|服务投诉|一般|江映月|怠慢对待保修产品|2026-02-11 17:10|江映月|2026-02-13|值班表未交接|服务|客户服务部|本公司环节|成立|当日上门并调整值班交接|否|陆知行|2026-02-13|2026-02-14 10:05|来访|已上门致歉并修复|接受|2026-02-24|客户接受
TS-202603-0001|2026-03-09|2026-03-09 10:15|微信|许䶮|K005|KZ-N95||外箱受潮,口罩内包装完好|一般意见|轻微|江映月||2026-03-09 10:40|江映月|2026-03-10|搬运淋雨|运输|仓储部|承运环节|成立|更换外箱,雨天加盖防雨布|否|陆知行|2026-03-10|2026-03-11 09:00|微信|已换外箱|接受|2026-03-12|客户接受
TS-202604-0001|2026-04-15|2026-04-15 14:30|来电|江映月|K003|JHY-8||监护仪维修费用比上次高|服务投诉|一般|江映月|返修产品价格过高|2026-04-15 15:00|江映月|2026-04-17|更换了血氧模块,按收费标准计价|正常磨损|客户服务部|本公司环节|不成立|出示收费标准并解释|否|陆知行|2026-04-17|2026-04-17 16:40|来电|已寄送收费标准|接受|2026-04-20|客户接受
TS-202605-0001|2026-05-12|2026-05-12 08:50|邮件|江映月|K004|JHY-8||维修后三周又出现同样报警|服务投诉|一般|江映月|返修产品存在质量问题|2026-05-12 09:30|江映月|2026-05-13|排线未更换|服务|客户服务部|本公司环节|成立|免费更换排线并延长保修|否|陆知行|2026-05-14|2026-05-14 11:30|来电|已安排工程师上门|接受|2026-05-19|客户接受
TS-202605-0002|2026-05-27|2026-05-27 15:10|来电|江映月|K008|ZSQ-05||发货数量比随货单少一箱|服务投诉|轻微|江映月||2026-05-27 15:40|江映月|2026-05-28|装车漏箱|人为疏忽|仓储部|本公司环节|成立|当日补发|否|陆知行|2026-05-28|2026-05-28 17:00|来电|已补发|接受|2026-05-29|客户接受
TS-202606-0001|2026-06-08|2026-06-08 11:20|来电|叶青禾|K001|SYB-2||输液泵配件到货承诺一周,已过两周|服务投诉|一般|江映月|返修产品时间迟缓|2026-06-08 13:30
TS-202606-0002|2026-06-16|2026-06-16 09:05|服务热线|江映月|K010|XDJ-12||心电图机打印走纸不齐,希望更换|服务投诉|轻微|江映月||2026-06-16 09:25
""")
REPAIR_HEADINGS = {
    "no": "报修单号",
    "at": "报修时间",
    "channel": "来源渠道",
    "kind": "服务种类",
    "customer": "客户编码",
    "zone": "区域",
    "product": "产品编码",
    "serial": "序列号",
    "fault": "故障情况",
    "weight": "故障程度",
    "responded": "响应时间",
    "mode": "服务方式",
    "technician": "技术员",
    "sent": "派工时间",
    "arrived": "抵达服务时间",
    "diagnosed": "诊断日期",
    "analysis": "故障分析报告",
    "cause": "原因类别",
    "warranty": "是否在保修期内",
    "class": "服务类别",
    "repaired": "修复日期",
    "content": "维修内容",
    "method": "处理方法",
    "result": "维修结果",
    "hours": "所耗用时间",
    "signed": "客户是否签字",
    "voucher": "维修服务凭证编号",
    "followed": "回访日期",
    "satisfaction": "满意度",
    "closed": "结案日期",
    "note": "结案说明",
}
REPAIRS: list[Row] = _rows("""
no|at|channel|kind|customer|zone|product|serial|fault|weight|responded|mode|technician|sent|arrived|diagnosed|analysis|cause|warranty|class|repaired|content|method|result|hours|signed|voucher|followed|satisfaction|closed|note
WX-20260211-001|2026-02-11 08:40|来电|维修|K001|市区|JHY-8|LBM8-2601001|血氧无数值|轻微故障|2026-02-13 09:00|上门|江映月|2026-02-13 09:10|2026-02-13 10:30|2026-02-13|探头接口松动|安装|是|免费服务(C)|2026-02-13|紧固接口|现场处理|正常|1.5|是|FW0001|2026-02-25|满意|2026-02-25|已回访
WX-20260316-001|2026-03-16 09:20|来电|维修|K003|郊区|JHY-8|LBM8-2601003|开机报警|较为复杂的故障|2026-03-16 10:40|上门|江映月|2026-03-16 11:00|2026-03-16 15:30|2026-03-16|血氧模块老化|产品质量|是|免费服务(C)|2026-03-19|更换血氧模块|现场处理|正常|4|是|FW0002|2026-03-30|很满意|2026-03-30|已回访
WX-20260420-001|2026-04-20 14:00|服务热线|维修|K004|市区|JHY-8|LBM8-2603001|心电导联脱落报警|轻微故障|2026-04-20 14:30|上门|江映月|2026-04-20 14:40|2026-04-20 16:20|2026-04-20|排线接触不良|产品质量|是|免费服务(C)|2026-04-21|重新插接排线|现场处理|正常|2|是|FW0003|2026-05-06|一般|2026-05-06|已回访
WX-20260512-001|2026-05-12 09:00|来电|维修|K004|市区|JHY-8|LBM8-2603001|心电导联脱落报警|轻微故障|2026-05-12 09:30|上门|江映月|2026-05-12 09:40|2026-05-12 11:10|2026-05-12|排线断裂|产品质量|是|免费服务(C)|2026-05-13|更换排线|现场处理|正常|2.5|是|FW0004|2026-05-27|满意|2026-05-27|已回访
WX-20260525-001|2026-05-25 10:10|来电|维修|K001|市区|SYB-2|P200-2605-03|流速偏差|较为复杂的故障|2026-05-25 11:00|上门|江映月|2026-05-25 13:10|2026-05-25 14:20|2026-05-25|泵管压板弹簧疲劳,待配件|产品质量|是|免费服务(C)
WX-20260617-001|2026-06-17 15:40|服务热线|维修|K010|郊区|XDJ-12|E12-0125-31|走纸不齐|轻微故障|2026-06-17 16:10|电话指导|江映月
""")
CARD_HEADINGS = {
    "no": "调查表编号",
    "kind": "调查类别",
    "on": "发出日期",
    "repair": "报修单号",
    "customer": "客户编码",
    "technician": "技术员",
    "answered": "答复日期",
    "attitude": "态度",
    "skill": "技术",
    "arrival": "到达时间",
    "promises": "答应事情的办理",
    "all": "总体满意度",
    "opinion": "客户意见",
}
CARDS: list[Row] = _rows("""
no|kind|on|repair|customer|technician|answered|attitude|skill|arrival|promises|all|opinion
DC-20260211-001|客户意见调查卡|2026-02-11|WX-20260211-001|K001|江映月|2026-02-20|满意|满意|不满意|一般|一般|响应太慢
DC-20260316-001|客户意见调查卡|2026-03-16|WX-20260316-001|K003|江映月|2026-03-25|很满意|很满意|满意|很满意|很满意
DC-20260420-001|客户意见调查卡|2026-04-20|WX-20260420-001|K004|江映月|2026-05-01|满意|一般|满意|一般|一般
DC-20260512-001|客户意见调查卡|2026-05-12|WX-20260512-001|K004|江映月|2026-05-22|满意|满意|满意|满意|满意
DC-20260525-001|客户意见调查卡|2026-05-25|WX-20260525-001|K001|江映月
""")
EVENT_HEADINGS = {
    "no": "不良事件编号",
    "kind": "事件种类",
    "aware": "发现或获知时间",
    "on": "事件发生日期",
    "customer": "客户编码",
    "level": "事件程度",
    "what": "事件主要表现",
    "product": "产品编码",
    "lot": "生产批号",
    "forwarded": "转交质量部时间",
    "assessor": "评价人",
    "assessed": "评价时间",
    "reportable": "是否须报告",
    "told": "通知注册人/备案人时间",
    "reported": "上报时间",
    "code": "国家系统报告编码",
}
EVENTS: list[Row] = _rows("""
no|kind|aware|on|customer|level|what|product|lot|forwarded|assessor|assessed|reportable|told|reported|code
BLSJ-2026-0001|医疗器械不良事件|2026-03-03 10:00|2026-03-02|K002|严重伤害|导尿管球囊破裂,残片取出|DNG-16||2026-03-03 10:30|陆知行|2026-03-03 11:00|是|2026-03-03 16:00|2026-03-12 09:20|BG20260312001
BLSJ-2026-0002|医疗器械不良事件|2026-05-06 09:30|2026-05-05|K005|严重伤害|敷贴处皮肤水疱,经治疗好转|FL-10||2026-05-08 14:00|陆知行|2026-05-08 15:00|是|2026-05-11 09:00|2026-05-29 11:10|BG20260529003
""")
