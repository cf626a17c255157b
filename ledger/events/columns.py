"""Columns that many tables share: heading, aliases and explanation said once.

A table says what is particular to it (`required`, `basis`, another heading) when it uses one.
"""

from ledger.events.base import choice, day, moment, money, number, ref, several, shared, text, whole, yesno

_CHANNELS = "letter:来信:来函|phone:来电:电话|visit:来访:上门|fax:传真|telegram:电报|email:邮件:电子邮箱:发邮件|wechat:微信|web:网络|hotline:服务热线|online_service:在线客服|meeting:座谈会:恳谈会:用户座谈|fair:业务洽谈会|survey:书面调查:调查表|forum:顾客论坛|opinion_book:意见簿|dealer:经销商|authority:监管部门|other:其他"
accepted_on = shared(day, zh="验收日期", doc="Day of the acceptance verdict.")
address = shared(text, zh="地址", aliases="住所|注册地址", doc="Registered address.")
adverse_event_no = shared(ref, table="adverse_events", zh="不良事件编号", doc="Adverse event case number.")
amount = shared(money, zh="金额", aliases="总金额", doc="Quantity times unit price unless stated otherwise.")
answered_at = shared(
    moment, zh="答复时间", aliases="回复时间", doc="Time at which the customer was answered."
)
approval_no = shared(
    ref,
    table="first_approvals",
    zh="首营审批编号",
    aliases="审批表编号",
    doc="First-business approval number.",
)
approved_on = shared(day, zh="批准日期", doc="Day of approval.")
approver = shared(ref, table="staff", zh="批准人", aliases="审批人|核签人", doc="Staff member who approved.")
authority_name = shared(text, zh="报告部门", doc="Authority told.")
authority_reported_at = shared(moment, zh="报告药监部门时间", doc="Time of the report to the authority.")
capa_no = shared(ref, table="capa", zh="纠正预防措施编号", doc="Corrective and preventive action number.")
cause = shared(text, zh="原因分析", aliases="发生原因|故障原因|异常原因|查明原因", doc="Cause found.")
cause_class = shared(
    choice,
    values=(
        "product_quality:产品质量|design:设计|production:生产|storage:贮存|transport:运输|installation:安装|improper_use:使用不当|human:人为因素|natural_disaster:自然灾害|earthquake:地震|lightning:雷击|insects:虫害|wear:正常磨损|software:软件系统原因|service:服务|negligence:人为疏忽|unknown:未明"
    ),
    zh="原因类别",
    aliases="原因分类",
    doc="Class of the cause, which decides warranty and attribution.",
)
channel = shared(
    choice,
    values=_CHANNELS,
    zh="来源渠道",
    aliases="反馈渠道|受理渠道|渠道",
    doc="Way in which the matter reached the company.",
)
notice_method = shared(
    choice,
    values=_CHANNELS,
    zh="通知方式",
    doc="How it was sent.",
)
close_note = shared(text, zh="结案说明", aliases="总结", doc="Why the case may be closed.")
closed_on = shared(day, zh="结案日期", aliases="办结日期", doc="Day on which the case was closed.")
compensation = shared(
    choice,
    values="refund:退款|exchange:换货|replenishment:补货|credit:冲抵货款|repair:维修|none:无",
    zh="退款或换货",
    doc="What the customer received.",
)
complaint_no = shared(
    ref,
    table="complaints",
    zh="投诉编号",
    aliases="客户投诉表单编号|投诉单号|抱怨单号",
    doc="Complaint case number.",
)
conclusion = shared(
    choice,
    values="conforming:合格:验收合格:符合|nonconforming:不合格:验收不合格:不符合|pending:待定:待处理",
    zh="结论",
    doc="Verdict of the inspection.",
)
consignment_no = shared(
    ref,
    table="consignments",
    zh="选配出库编号",
    aliases="样品领用编号",
    doc="Number of goods sent out without a sale.",
)
contract_manufacturer = shared(
    text,
    zh="受托生产企业名称",
    aliases="受托生产企业",
    snapshot_of="products.contract_manufacturer",
    doc="Contract manufacturer, when the registrant does not make the device itself.",
)
contract_no = shared(
    ref, table="contracts", zh="合同编号", aliases="合同号|协议编号", doc="Contract or agreement number."
)
customer_address = shared(
    text,
    zh="客户地址",
    aliases="购货者地址|地址",
    snapshot_of="customers.address",
    doc="Registered address of the customer at the time of the event.",
)
customer_code = shared(
    ref, table="customers", zh="客户编码", aliases="购货者编码|客户编号|客户代码", doc="Customer of this row."
)
customer_contact = shared(
    text,
    zh="客户联系人",
    aliases="联系人",
    snapshot_of="customers.contact",
    personal=True,
    doc="Contact person of the customer.",
)
customer_kind = shared(
    choice,
    values=(
        "device_maker:医疗器械生产企业:生产企业|distributor:医疗器械经营企业:经营单位:批发企业:药品经营企业|medical_institution:医疗器械使用单位:医疗机构:医院:诊所|other_unit:其他有合理使用需求的单位:其他合法使用单位:专业医护人员|individual:个人:消费者:患者"
    ),
    zh="客户类型",
    aliases="购货单位种类|购货者类型",
    snapshot_of="customers.kind",
    doc="Kind of buyer, which decides the licences that are needed.",
)
customer_name = shared(
    text,
    zh="客户名称",
    aliases="顾客名称|顾客的名称|用户名称|客户姓名",
    snapshot_of="customers.name",
    doc="Customer name at the time of the event.",
)
customer_phone = shared(
    text,
    zh="联系方式",
    aliases="联系电话|电话|客户电话",
    snapshot_of="customers.phone",
    personal=True,
    doc="Telephone or other way to reach the customer.",
)
customer_signed = shared(
    yesno, zh="客户是否签字", aliases="消费者签字确认|客户签字|签认", doc="Customer signed the paper."
)
delivery_address = shared(
    text,
    zh="收货地址",
    aliases="送货地址|收货单位地址",
    snapshot_of="customers.delivery_address",
    doc="Address the goods go to.",
)
delivery_note_no = shared(
    text,
    zh="随货同行单号",
    aliases="随货同行单编号|送货单号",
    doc="Number of the delivery note that goes with the goods.",
)
department = shared(text, zh="部门", aliases="责任单位|所属部门", doc="Department concerned.")
device_class = shared(
    choice,
    values="I:第一类:一类:Ⅰ类|II:第二类:二类:Ⅱ类|III:第三类:三类:Ⅲ类",
    zh="管理类别",
    aliases="类别|医疗器械类别",
    doc="Risk class of a medical device; empty for goods that are not devices.",
)
discrepancy_no = shared(
    ref, table="delivery_discrepancies", zh="差异编号", doc="Delivery discrepancy number."
)
disposal_no = shared(
    ref, table="disposals", zh="处置编号", aliases="销毁编号|报损编号", doc="Disposal record number."
)
disposition = shared(
    choice,
    values=(
        "restocked:重新入库:验收合格入库|destroyed:销毁|returned_to_supplier:退还供应商:退回供货者|replaced:换货|repaired:返修|pending:待处理"
    ),
    zh="处理结果",
    aliases="退货处理结果|处理方式|处置方式",
    doc="What is done with the returned goods.",
)
doc_no = shared(text, zh="单据编号", doc="Number of the document.")
dosage_form = shared(text, zh="剂型", snapshot_of="products.dosage_form", doc="Dosage form, for drugs.")
drop_shipment = shared(
    yesno, zh="是否直调", aliases="直调", doc="Goods go straight from the supplier to the customer."
)
drop_shipment_reason = shared(text, zh="直调原因", doc="Lawful reason for the direct shipment.")
due_at = shared(moment, zh="应完成时间", aliases="期限|时限", doc="Time by which it must be done.")
effective_from = shared(
    day, zh="生效日期", aliases="实施日期", doc="First day on which this version applies."
)
effective_until = shared(
    day, zh="失效日期", aliases="废止日期", doc="Last day on which this version applies."
)
equipment_code = shared(
    ref, table="equipment", zh="设备编号", aliases="设施设备编号", doc="Equipment of this row."
)
event_position = shared(whole, zh="事件位置", doc="Log position of the event.")
exchange_no = shared(ref, table="exchanges", zh="换货编号", aliases="更换编号", doc="Exchange record number.")
expiry_date = shared(
    day,
    zh="使用期限或失效日期",
    aliases="有效期|有效期至|失效日期|使用期限|效期|有效期限|使用期限或者失效日期",
    doc=(
        "Last good day, as written; a month without a day means its last day; the printed"
        " text stays in expiry_text."
    ),
)
expiry_text = shared(text, zh="有效期标示原文", doc="Expiry exactly as printed, with its precision.")
feedback_no = shared(ref, table="feedbacks", zh="反馈编号", doc="Feedback or inquiry number.")
first_responder = shared(
    ref,
    table="staff",
    zh="首问责任人",
    aliases="首问人|接待人员|受理人",
    doc="First person asked, who owns the matter until a hand-over is accepted.",
)
handler = shared(
    ref, table="staff", zh="经办人", aliases="经手人|处理人", doc="Staff member who handled the matter."
)
handling_method = shared(text, zh="处理方法", doc="How it was done.")
happened_at = shared(moment, zh="业务时间", doc="When it happened.")
hold_no = shared(
    ref, table="quality_holds", zh="停售封存编号", aliases="停售通知编号", doc="Quality hold number."
)
hours_used = shared(number, zh="所耗用时间", aliases="耗用时间|工时", doc="Hours used.")
humidity_max = shared(number, zh="湿度上限", doc="Highest permitted relative humidity in per cent.")
humidity_min = shared(number, zh="湿度下限", doc="Lowest permitted relative humidity in per cent.")
improvement = shared(text, zh="改进措施", aliases="改进|改善措施", doc="Improvement that follows.")
inspector = shared(
    ref, table="staff", zh="验收人员", aliases="验收员|质检员|检验员", doc="Person who inspected the goods."
)
institution = shared(text, zh="机构名称", aliases="专业机构|检验机构", doc="Outside institution concerned.")
investigated_on = shared(day, zh="调查日期", doc="Day of the finding.")
investigator = shared(ref, table="staff", zh="调查人", doc="Person who investigated.")
invoice_no = shared(
    text,
    zh="发票号码",
    aliases="发票号|票据号|销售票据号|合法票据",
    doc="Number of the lawful invoice or sales bill.",
)
legal_representative = shared(
    text, zh="法定代表人", aliases="企业法定代表人|法人代表", doc="Legal representative on the licence."
)
licence_kind = shared(
    choice,
    values=(
        "business_licence:营业执照|institution_certificate:事业单位法人证书|trade_licence:医疗器械经营许可证:医疗器械经营企业许可证|trade_filing:医疗器械经营备案凭证:医疗器械经营企业备案表|production_licence:医疗器械生产许可证|production_filing:医疗器械生产备案凭证|practice_licence:医疗机构执业许可证:执业许可证|clinic_filing:诊所备案凭证|registration_certificate:医疗器械注册证:医疗器械产品注册证|product_filing:医疗器械备案凭证|drug_trade_licence:药品经营许可证|drug_production_licence:药品生产许可证|drug_gsp_certificate:药品GSP认证证书:药品经营质量管理规范认证证书|veterinary_trade_licence:兽药经营许可证|veterinary_production_licence:兽药生产许可证|animal_clinic_licence:动物诊疗许可证|education_certificate:学历证书:毕业证|title_certificate:职称证书:职称证|qualification_certificate:资格证书:上岗证|identity_document:身份证件|other:其他"
    ),
    zh="证照种类",
    aliases="资质种类|证件类型",
    doc="Kind of paper that entitles the owner.",
)
licence_no = shared(
    text,
    zh="证照编号",
    aliases="许可证编号|许可证号|经营许可证号|备案凭证号",
    doc="Number as printed on the paper.",
)
line = shared(whole, zh="行号", aliases="行次|序号", doc="Line number inside the document.")
location_code = shared(
    ref,
    table="locations",
    zh="库位",
    aliases="货位|存放位置|库区|存放地点",
    doc="Storage place of the goods.",
)
lot = shared(
    text,
    zh="生产批号",
    aliases="批号|批次|批次号|产品批号|生产批次|规格批号|生产批号或者序列号|生产批号或序列号",
    doc=(
        "Production lot; a combined lot-or-serial column goes here and is moved to serial"
        " when the product is tracked by serial."
    ),
)
lots = shared(several, zh="涉及批号", aliases="批次范围", doc="Lots concerned.")
manufacturer = shared(
    text,
    zh="生产企业",
    aliases="生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称",
    snapshot_of="products.manufacturer",
    doc="Maker as printed on the label.",
)
measures = shared(text, zh="处置措施", aliases="处理措施|处理办法|改进措施", doc="What was done about it.")
model = shared(
    text, zh="型号", aliases="产品型号|商品型号", snapshot_of="products.model", doc="Model as registered."
)
month = shared(text, zh="月份", doc="Month as YYYY-MM.")
next_due_on = shared(day, zh="下次到期日", aliases="下次日期", doc="Next day on which it falls due.")
nonconformity = shared(text, zh="不合格事项", aliases="不合格项目|不合格原因", doc="Points that failed.")
nonconformity_no = shared(
    ref,
    table="nonconformities",
    zh="不合格品处理编号",
    aliases="不合格品记录编号",
    doc="Nonconforming product case number.",
)
online_order_no = shared(
    text, zh="网络销售订单号", aliases="网络订单号|网上订单号", doc="Order number of the online sale."
)
order_no = shared(
    text, zh="订单编号", aliases="订单号", doc="Order number given by or agreed with the other party."
)
outbound_no = shared(
    ref, table="outbound_checks", zh="出库单号", aliases="出库编号", doc="Outbound document number."
)
owner = shared(ref, table="staff", zh="当前责任人", aliases="跟进人", doc="Person who now owns the matter.")
pack_quantity = shared(
    number, zh="按包装填写的数量", doc="Quantity as it was given, in a packing; the other is in the unit."
)
pack_unit = shared(text, zh="按包装填写的单位", doc="The packing in which the quantity was given.")
packaging_ok = shared(
    yesno, zh="包装是否完好", aliases="包装情况|包装", doc="Packing intact, clean and sealed."
)
part_code = shared(text, zh="配件编码", aliases="备件编码", doc="Code of the spare part, tool or material.")
part_name = shared(
    text, zh="配件名称", aliases="备件|配件|备品|零部件|工具", doc="Name of the spare part, tool or material."
)
period_from = shared(day, zh="期间起", aliases="开始日期", doc="First day of the period.")
period_to = shared(day, zh="期间止", aliases="结束日期", doc="Last day of the period.")
phone = shared(
    text, zh="联系电话", aliases="联系方式|电话", personal=True, doc="Telephone or other way of contact."
)
problem = shared(text, zh="问题描述", aliases="问题|用户反映的问题", doc="Problem in the customer's words.")
product_code = shared(
    ref,
    table="products",
    zh="产品编码",
    aliases="物料编码|商品编码|货号|产品编号",
    doc="Product of this row.",
)
product_name = shared(
    text,
    zh="产品名称",
    aliases="名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称",
    snapshot_of="products.name",
    doc="Product name as printed on the certificate.",
)
production_date = shared(
    day, zh="生产日期", aliases="制造日期|出厂日期", doc="Date of manufacture on the label."
)
production_licence_no = shared(
    text,
    zh="生产许可证号或备案编号",
    aliases="生产许可证号|生产许可证编号|生产备案编号|生产备案凭证编号|生产许可证编号或者备案编号",
    snapshot_of="products.production_licence_no",
    doc="Production licence or production filing number of the maker; imported goods have none.",
)
purchase_no = shared(
    ref, table="purchases", zh="采购单号", aliases="采购订单号", doc="Purchase document number."
)
quality_status = shared(
    choice,
    values="conforming:合格|nonconforming:不合格|doubtful:质量存疑|damaged:破损|expired:过期",
    zh="产品质量状态",
    aliases="质量状况|质量状态|退货质量状况",
    doc="Quality state found at inspection.",
)
quantity = shared(number, zh="数量", doc="Quantity in the stated unit.")
reason = shared(text, zh="原因", aliases="理由", doc="Reason in words.")
recall_no = shared(ref, table="recalls", zh="召回编号", doc="Recall case number.")
receipt_no = shared(
    ref,
    table="receipts",
    zh="验收单号",
    aliases="进货查验单号|入库验收单号",
    doc="Incoming acceptance document number.",
)
received_at = shared(
    moment, zh="接收时间", aliases="受理时间", doc="Time at which the matter reached the company."
)
receiver = shared(ref, table="staff", zh="收货员", doc="Person who received the goods.")
recorder = shared(ref, table="staff", zh="记录人", doc="Person who took the reading or notes.")
rectification = shared(text, zh="整改情况", doc="What was done.")
refund_amount = shared(money, zh="退款金额", doc="Amount refunded.")
registrant = shared(
    text,
    zh="注册人/备案人名称",
    aliases="注册人|备案人|医疗器械注册人|注册人或备案人名称|注册人或者备案人名称|持有人|上市许可持有人",
    snapshot_of="products.registrant",
    doc="Registrant or filer of the device, or holder of the drug approval.",
)
registrant_notified_at = shared(
    moment, zh="通知注册人/备案人时间", doc="Time at which the registrant or filer was told."
)
registration_no = shared(
    text,
    zh="注册证编号或备案编号",
    aliases="注册证号|注册证编号|备案编号|备案凭证编号|医疗器械注册证编号或备案编号|医疗器械注册证编号或者备案编号|医疗器械注册证|批准文号",
    snapshot_of="products.registration_no",
    doc="Registration certificate or filing number as printed; a pattern check only warns.",
)
repair_no = shared(
    ref, table="repairs", zh="报修单号", aliases="维修单号|服务单号", doc="Service or repair case number."
)
report_no = shared(
    ref,
    table="inspection_reports",
    zh="检验报告编号",
    aliases="检验报告书编号",
    doc="Inspection report number.",
)
reported_on = shared(day, zh="报告日期", doc="Day of the report.")
responsible_department = shared(
    text, zh="责任部门", aliases="责任归属|责任归属部门", doc="Department held responsible."
)
responsible_staff = shared(
    ref, table="staff", zh="责任人员", aliases="责任人", doc="Staff member held responsible."
)
result = shared(text, zh="结果", aliases="处理结果", doc="Result in words.")
return_case_no = shared(
    ref, table="return_cases", zh="退货受理编号", aliases="退货申请编号", doc="Return case number."
)
return_no = shared(
    ref, table="returns", zh="退货单号", aliases="退货记录编号|退货单据号", doc="Return document number."
)
returned_quantity = shared(number, zh="退货数量", doc="Quantity returned.")
reviewer = shared(ref, table="staff", zh="审核人", aliases="核阅人|复审人", doc="Staff member who reviewed.")
sale_line = shared(whole, zh="销售单行号", aliases="原单行号", doc="Line of the sales document.")
sale_no = shared(
    ref,
    table="sales",
    zh="销售单号",
    aliases="原单|销售单编号|销售订单号|原销售单号",
    doc="Sales document number.",
)
satisfaction = shared(
    choice, values="very:很满意|satisfied:满意|fair:一般|not:不满意", zh="满意度", doc="Satisfaction."
)
scope = shared(
    text, zh="经营范围", aliases="许可范围", doc="Scope of business as printed, with catalogue codes."
)
serial = shared(
    text,
    zh="序列号",
    aliases="出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
    doc="Serial number; several units on one line are joined by ';'.",
)
serials = shared(several, zh="涉及序列号", aliases="序列号范围", doc="Serials concerned.")
service_class = shared(
    choice,
    values="paid:有费服务(A):有偿|contract:合同服务(B)|free:免费服务(C):免费|internal:一般行政工作(D)",
    zh="服务类别",
    aliases="收费类别|修护工作的类别",
    doc="Charge class of the service.",
)
service_no = shared(
    ref, table="service_records", zh="服务记录编号", aliases="售后服务记录单号", doc="Service record number."
)
severity = shared(
    choice,
    values="minor:轻微|general:一般|grave:重大:情节重大",
    zh="严重程度",
    aliases="程度|情节",
    doc="Weight of the complaint.",
)
shipment_no = shared(ref, table="shipments", zh="运输单号", doc="Transport record number.")
shipped_on = shared(day, zh="发货日期", doc="Day of dispatch.")
specification = shared(
    text,
    zh="规格",
    aliases="规格型号|规格(型号)|型号规格",
    snapshot_of="products.specification",
    doc="Specification; a combined 规格型号 column is kept here when it cannot be split.",
)
staff_code = shared(
    ref, table="staff", zh="人员编码", aliases="员工编号|工号", doc="Staff member of this row."
)
status = shared(
    choice,
    values="active:有效|suspended:暂停|ended:终止",
    zh="状态",
    doc="Present state of the row; the first value when absent.",
)
storage_conditions = shared(
    text,
    zh="运输及贮存条件",
    aliases="贮存条件|储存条件|运输条件|储运条件|存储条件",
    doc="Storage and transport conditions on the label or instructions.",
)
subject_no = shared(text, zh="关联记录编号", doc="Number of the row concerned.")
subject_table = shared(text, zh="关联记录表", doc="Key of the table of the row concerned.")
supplier_code = shared(
    ref, table="suppliers", zh="供货者编码", aliases="供应商编码|供应商代码", doc="Supplier of this row."
)
supplier_name = shared(
    text,
    zh="供货者名称",
    aliases="供货者|供货单位|供货商|供应商|供货企业名称",
    snapshot_of="suppliers.name",
    doc="Supplier name at the time of the event.",
)
stage_time = shared(
    moment,
    basis="own",
    doc="When the stage took place; where nothing tells it, the stage neither meets nor misses a limit.",
)
supplier_notified_at = shared(moment, zh="通知供货者时间", doc="Time at which the supplier was told.")
technician = shared(
    ref,
    table="staff",
    zh="技术员",
    aliases="服务人员|工程师|维修人员|技术人员",
    doc="Person who does the service.",
)
temperature_max = shared(
    number, zh="温度上限", aliases="最高温度", doc="Highest permitted temperature in degrees Celsius."
)
temperature_min = shared(
    number, zh="温度下限", aliases="最低温度", doc="Lowest permitted temperature in degrees Celsius."
)
title = shared(text, zh="标题", doc="Title.")
transport_mode = shared(
    choice,
    values=(
        "own_vehicle:自行运输|carrier:委托运输|courier:快递|customer_pickup:客户自提:用户送回|supplier_delivery:供货者送货|delivery_clerk:配送员携带"
    ),
    zh="运输方式",
    doc="How the goods travelled.",
)
transport_staff = shared(
    text,
    zh="运输人员",
    aliases="配送员|配送人员|送货人",
    doc="Person who drove or carried, for own transport.",
)
udi = shared(
    text,
    zh="医疗器械唯一标识",
    aliases="UDI|唯一标识|UDI码|医疗器械唯一标识(若有)",
    doc="Full UDI as scanned, carrier text kept unchanged.",
)
unit = shared(
    text, zh="单位", aliases="计量单位", snapshot_of="products.unit", doc="Unit of measure of the quantity."
)
unit_price = shared(money, zh="单价", doc="Price per unit.")
uscc = shared(
    text,
    zh="统一社会信用代码",
    aliases="社会信用代码|营业执照号",
    doc="Unified social credit code; a wrong check digit only warns.",
)
valid_from = shared(day, zh="有效期起", aliases="生效日期|有效期自", doc="First day of validity.")
valid_until = shared(day, zh="有效期至", aliases="有效期止|有效期限至", doc="Last day of validity.")
vehicle_no = shared(text, zh="车牌号", aliases="运输车辆车牌号", doc="Plate number, for own transport.")
veto_no = shared(ref, table="quality_vetoes", zh="质量否决编号", doc="Quality veto number.")
voucher_nos = shared(
    several,
    ref="vouchers",
    zh="附件凭证",
    aliases="相关凭证|附件|相关证明文件",
    doc="Filed evidence that proves this row.",
)
warranty_no = shared(
    ref, table="warranties", zh="保修登记编号", aliases="保修卡号", doc="Warranty registration number."
)
zone = shared(
    choice,
    values="city:市区|suburb:郊区|other:其他",
    zh="区域",
    aliases="市区郊区",
    doc="City or suburb, which selects the arrival clock.",
)
