"""The store: places, equipment, put-away, checks, readings and counts."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, moment, number, ref, several, text, yesno


class LocationRegistered(
    Event,
    key="locations",
    zh="库区库位登记",
    en="Storage zones and places",
    kind="register",
    event="location_registered",
    identity=("location_code",),
    tags=("location_code", "equipment_code"),
    aliases="库房分区表|色标管理",
    retention="RET.SITE",
    basis="GSP §40; GSP §42; GSP §47; S1-D; S2-F",
    ids="G-23 G-76 P-40",
    future=("effective_from", "effective_until"),
):
    """Storage zones and places (库区库位登记)."""

    location_code: str = text(
        "库位",
        "库位编码|货位|存放位置|库区|存放地点",
        required=True,
        basis="own",
        doc="Storage place of the goods.",
    )
    warehouse: str = text("库房", "仓库", required=True, basis="GSP §34", doc="Warehouse or shop.")
    name: str = text("库位名称", "名称", required=True, basis="own", doc="Name of the place.")
    zone_kind: str = choice(
        "库区类别",
        (
            "pending:待验区|qualified:合格品区|nonconforming:不合格品区|outbound:发货区|returned:退货区:专用退货场所|recalled:召回区|loaner:备用机区|parts:备件区|display:陈列区"
        ),
        required=True,
        basis="GSP §40; S1-D; S2-F",
        doc="Quality zone.",
    )
    zone_colour: str | None = choice(
        "色标",
        "yellow:黄色|green:绿色|red:红色",
        "色标管理",
        basis="GSP §40; S2-F",
        doc="Colour of the zone.",
    )
    storage_conditions: str | None = columns.storage_conditions(basis="GSP §42")
    temperature_min: Decimal | None = columns.temperature_min(basis="GSP §42")
    temperature_max: Decimal | None = columns.temperature_max(basis="GSP §42")
    humidity_min: Decimal | None = columns.humidity_min(basis="GSP §42")
    humidity_max: Decimal | None = columns.humidity_max(basis="GSP §42")
    equipment_code: str | None = columns.equipment_code(
        doc="Cold store or monitor that serves the place.", basis="GSP §42"
    )
    storage_keeper: str | None = ref(
        "staff", "保管员", "养护保管人员", basis="S2-F", doc="Storekeeper in charge."
    )
    effective_from: date = columns.effective_from(required=True, basis="own")
    effective_until: date | None = columns.effective_until(basis="own")


class EquipmentRegistered(
    Event,
    key="equipment",
    zh="设施设备档案",
    en="Facilities and equipment file",
    kind="register",
    event="equipment_registered",
    identity=("equipment_code",),
    tags=("equipment_code", "location_code", "responsible_staff", "voucher_nos"),
    aliases="设备台账|设施设备一览表",
    retention="RET.SITE",
    basis="GSP §21; GSP §36; GSP §41; GSP §44; GSP §48; GSP §49; GSP §50; S2-F; S2-J",
    numbering="SB-{seq4}",
    ids="R-81 R-103 G-70",
    future=("calibration_due_on", "validation_due_on", "maintenance_due_on"),
):
    """Facilities and equipment file (设施设备档案)."""

    equipment_code: str = text(
        "设备编号", "设施设备编号", required=True, basis="own", doc="Equipment of this row."
    )
    name: str = text(
        "设备名称", "设备、设施、仪器、用具|名称", required=True, basis="S2-F", doc="Name of the equipment."
    )
    equipment_kind: str = choice(
        "设备类别",
        (
            "cold_store:冷库|cold_cabinet:冷柜|cold_vehicle:冷藏车|cold_box:冷藏箱或保温箱|monitor:温湿度监测设备|instrument:计量器具|shelf:货架托盘|power:备用电源|protection:五防设施:防尘防潮防虫防鼠设施|computer:计算机信息系统设备|service_tool:维修检测设备|other:其他"
        ),
        required=True,
        basis="GSP §41; GSP §44",
        doc="Kind of equipment.",
    )
    model: str | None = columns.model(snapshot_of=None, basis="own")
    equipment_serial: str | None = text(
        "出厂编号", "设备序列号", basis="own", doc="Serial number of the equipment itself."
    )
    manufacturer: str | None = columns.manufacturer(snapshot_of=None, basis="own")
    location_code: str | None = columns.location_code(basis="own")
    in_use_from: date | None = day("启用日期", basis="own", doc="First day of use.")
    responsible_staff: str | None = columns.responsible_staff(
        zh="设备负责人", aliases="责任人员|责任人", basis="own"
    )
    calibration_due_on: date | None = day("校准到期日", basis="GSP §49", doc="Next calibration due.")
    validation_due_on: date | None = day("验证到期日", basis="GSP §50", doc="Next validation due.")
    maintenance_due_on: date | None = day("保养到期日", basis="GSP §48", doc="Next maintenance due.")
    status: str | None = columns.status(values="in_use:在用|stopped:停止使用|scrapped:报废", basis="S2-F")
    stop_reason: str | None = text("停用原因", basis="S2-F", doc="Why its use was stopped.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §48")


class GoodsPutAway(
    Event,
    key="putaways",
    zh="入库记录",
    en="Put-away and transfer record",
    kind="fact",
    event="goods_put_away",
    identity=("putaway_no", "line"),
    tags=("receipt_no", "return_no", "product_code", "lot", "serial", "udi", "location_code", "storekeeper"),
    event_time=("putaway_on",),
    aliases="医疗器械入库记录|入库单|移库记录",
    retention="RET.GOODS",
    basis="GSP §21; GSP §69; GSP §70; S2-F",
    numbering="RK-{yyyymmdd}-{seq3}",
    ids="R-89 P-40 G-76 G-23",
    future=("expiry_date",),
):
    """Put-away and transfer record (入库记录)."""

    putaway_no: str = text("入库单号", required=True, basis="own", doc="Put-away document number.")
    line: int = columns.line(required=True, basis="own")
    putaway_on: date = day("入库日期", required=True, legal="must", basis="GSP §70", doc="Day of put-away.")
    putaway_kind: str | None = choice(
        "入库类别",
        "purchase:采购入库|sales_return:退货入库|transfer:移库|count_adjustment:盘点调整|repair_return:返修入库",
        basis="own; GSP §69",
        doc="Why the goods are put away; a purchase when absent.",
    )
    receipt_no: str | None = columns.receipt_no(basis="GSP §69")
    return_no: str | None = columns.return_no(basis="GSP §106")
    product_code: str = columns.product_code(required=True, basis="GSP §70")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §70")
    model: str | None = columns.model(legal="must", basis="GSP §70")
    specification: str | None = columns.specification(legal="must", basis="GSP §70")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §70")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §70")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §70")
    production_licence_no: str | None = columns.production_licence_no(legal="must", basis="GSP §70")
    unit: str | None = columns.unit(basis="own")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §70")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §70")
    udi: str | None = columns.udi(legal="if_any", basis="GSP §70; UDI notices")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §70")
    expiry_text: str | None = columns.expiry_text(basis="own")
    quantity: Decimal = columns.quantity(aliases="入库数量", required=True, legal="must", basis="GSP §70")
    location_code: str = columns.location_code(required=True, basis="GSP §71; GSP §40")
    from_location: str | None = ref(
        "locations", "原库位", basis="own", doc="Place the goods came from, for a transfer."
    )
    quality_status: str | None = columns.quality_status(basis="GSP §40; S2-F")
    storekeeper: str | None = ref("staff", "保管员", "养护保管人员", basis="S2-F", doc="Storekeeper.")
    reason: str | None = columns.reason(basis="own")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")


class StockChecked(
    Event,
    key="stock_checks",
    zh="在库检查记录",
    en="Stock, hygiene and storage checks",
    kind="fact",
    event="stock_checked",
    identity=("stock_check_no", "line"),
    tags=("location_code", "product_code", "lot", "serial", "hold_no", "checker"),
    event_time=("checked_on",),
    aliases="医疗器械产品养护记录表|养护记录|卫生检查记录|陈列检查记录",
    retention="RET.SITE",
    basis="GSP §21; GSP §73; GSP §74; GSP §75; GSP §76; S2-D; S2-F; S2-G",
    numbering="YH-{yyyymmdd}-{seq3}",
    ids="R-90 R-111 P-40 P-33 G-68 G-76",
    future=("expiry_date",),
):
    """Stock, hygiene and storage checks (在库检查记录)."""

    stock_check_no: str = text("检查编号", "养护编号", required=True, basis="own", doc="Check number.")
    line: int = columns.line(required=True, basis="own")
    checked_on: date = day("检查日期", "养护日期", required=True, basis="GSP §73", doc="Day of the check.")
    check_kind: str | None = choice(
        "检查类别",
        (
            "goods:在库产品检查(养护)|conditions:贮存条件与作业检查|hygiene:卫生环境与防护检查|monitoring:温湿度监控系统检查|display:陈列检查|expiry:效期检查"
        ),
        basis="GSP §74; S2-F",
        doc="What was checked; goods in store when absent.",
    )
    location_code: str | None = columns.location_code(basis="GSP §74; S2-F")
    product_code: str | None = columns.product_code(basis="GSP §74")
    product_name: str | None = columns.product_name(basis="GSP §74")
    model: str | None = columns.model(basis="GSP §74")
    specification: str | None = columns.specification(basis="GSP §74")
    lot: str | None = columns.lot(basis="GSP §74")
    serial: str | None = columns.serial(basis="GSP §74")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="GSP §74")
    quantity: Decimal | None = columns.quantity(
        zh="检查数量", aliases="数量", doc="Quantity checked.", basis="GSP §74"
    )
    appearance_ok: bool | None = yesno("外观是否合格", "外观", basis="GSP §74", doc="Appearance passed.")
    packaging_ok: bool | None = columns.packaging_ok(basis="GSP §74")
    validity_ok: bool | None = yesno("是否在有效期内", basis="GSP §74; GSP §76", doc="Inside its validity.")
    protections: list[str] | None = several(
        "防护项目",
        "五防设施|防尘、防潮、防霉、防污染、防虫、防鼠",
        values=(
            "dust:防尘|damp:防潮|mould:防霉|pollution:防污染|insects:防虫|rodents:防鼠|fire:防火|ventilation:通风|light:避光|zoning:分区与色标"
        ),
        basis="S2-F; S2-G; GSP §38; GSP §41",
        doc="Protections found in order.",
    )
    hygiene_note: str | None = text(
        "卫生环境情况", "卫生管理", basis="GSP §74; S2-F", doc="State of hygiene and surroundings."
    )
    storage_note: str | None = text("贮存与作业情况", basis="GSP §74", doc="State of storage and handling.")
    monitoring_ok: bool | None = yesno(
        "监控报警装置是否正常", basis="GSP §74", doc="Monitoring system and alarm in order."
    )
    finding: str | None = text("发现问题", "养护情况", basis="GSP §74; S2-F", doc="What was found.")
    conclusion: str = columns.conclusion(zh="检查结论", aliases="结论", required=True, basis="GSP §74")
    measures: str | None = columns.measures(
        aliases="养护措施|处理措施|处理办法|改进措施", basis="GSP §74; S2-F"
    )
    hold_no: str | None = columns.hold_no(doc="Hold placed because of the finding.", basis="GSP §74; S2-F")
    checker: str = ref(
        "staff",
        "养护员",
        "检查人|养护保管人员|复核人|复核人员",
        required=True,
        basis="S2-F",
        doc="Person who made the check.",
    )


class TemperatureRecorded(
    Event,
    key="temperature_readings",
    zh="温湿度记录",
    en="Temperature and humidity readings",
    kind="fact",
    event="temperature_recorded",
    identity=("reading_no",),
    tags=("location_code", "equipment_code", "shipment_no", "return_case_no", "recorder"),
    event_time=("read_at",),
    aliases="库房温湿度记录表|仓库温湿度记录|冷链产品运输过程温度记录|各库区温湿度记录",
    retention="RET.SITE",
    basis="GSP §21; GSP §46; GSP §47; GSP §63; GSP §67; GSP §74; GSP §97; S1-D; S1-G; S2-D; S2-J",
    numbering="WD-{yyyymmdd}-{seq5}",
    ids="R-11 R-91 R-93 P-40 G-20 G-21",
):
    """Temperature and humidity readings (温湿度记录)."""

    reading_no: str = text("记录编号", required=True, basis="own", doc="Reading number.")
    read_at: str = moment(
        "监测时间", "记录时间", required=True, basis="GSP §74; S2-D", doc="Time of the reading."
    )
    place_kind: str | None = choice(
        "监测场所",
        "warehouse:库房|cold_store:冷库|cabinet:冷柜|display:陈列区或自动售械机|vehicle:冷藏车|box:冷藏箱或保温箱|customer:客户存放处",
        basis="GSP §46; GSP §63; GSP §74",
        doc="Kind of place; warehouse when absent.",
    )
    location_code: str | None = columns.location_code(basis="GSP §21; GSP §74")
    equipment_code: str | None = columns.equipment_code(basis="GSP §74")
    vehicle_no: str | None = columns.vehicle_no(basis="GSP §97")
    shipment_no: str | None = columns.shipment_no(basis="GSP §21; GSP §97")
    return_case_no: str | None = columns.return_case_no(
        doc="Return case for which the customer supplied the reading.", basis="GSP §67; S1-D"
    )
    temperature: Decimal = number(
        "温度", required=True, basis="GSP §74; S2-D; S1-G", doc="Temperature in degrees Celsius."
    )
    humidity: Decimal | None = number(
        "湿度", "相对湿度", basis="GSP §74; S2-D; S1-G", doc="Relative humidity in per cent."
    )
    light: str | None = text("光照", basis="S1-G", doc="Light.")
    temperature_min: Decimal | None = columns.temperature_min(basis="GSP §42")
    temperature_max: Decimal | None = columns.temperature_max(basis="GSP §42")
    humidity_min: Decimal | None = columns.humidity_min(basis="GSP §42")
    humidity_max: Decimal | None = columns.humidity_max(basis="GSP §42")
    out_of_range: bool | None = yesno("是否超标", basis="own; GSP §99", doc="Outside the limits.")
    excursion_reason: str | None = text("超标原因", basis="GSP §99", doc="Why it was outside.")
    measures: str | None = columns.measures(aliases="调控措施|处理措施|处理办法|改进措施", basis="GSP §99")
    measures_for: str | None = text(
        "处置的超标记录编号",
        "所处置的记录编号",
        basis="GSP §74; GSP §99",
        doc="Earlier reading out of range to which these measures were the answer.",
    )
    recorder: str | None = columns.recorder(basis="own")


class StockCounted(
    Event,
    key="stocktakes",
    zh="盘点记录",
    en="Stocktake record",
    kind="fact",
    event="stock_counted",
    identity=("stocktake_no", "line"),
    tags=("product_code", "lot", "serial", "location_code", "checker", "reviewer"),
    event_time=("counted_on",),
    aliases="库存盘点表",
    retention="RET.GOODS",
    basis="GSP §77",
    numbering="PD-{yyyymmdd}-{seq3}",
    ids="P-02",
    future=("expiry_date",),
):
    """Stocktake record (盘点记录)."""

    stocktake_no: str = text("盘点单号", required=True, basis="own", doc="Stocktake number.")
    line: int = columns.line(required=True, basis="own")
    counted_on: date = day("盘点日期", required=True, basis="GSP §77", doc="Day of the count.")
    product_code: str = columns.product_code(required=True, basis="GSP §77")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §77")
    model: str | None = columns.model(legal="must", basis="GSP §77")
    specification: str | None = columns.specification(legal="must", basis="GSP §77")
    unit: str | None = columns.unit(basis="own")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §77")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §77")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §77")
    location_code: str | None = columns.location_code(basis="own")
    book_quantity: Decimal = number("账面数量", required=True, basis="GSP §77", doc="Quantity in the books.")
    counted_quantity: Decimal = number(
        "实盘数量", "数量", required=True, legal="must", basis="GSP §77", doc="Quantity counted."
    )
    difference: Decimal | None = number("差异数量", basis="GSP §77", doc="Counted less book quantity.")
    cause: str | None = columns.cause(
        zh="差异原因",
        aliases="原因分析|发生原因|故障原因|异常原因|查明原因",
        doc="Cause of the difference.",
        basis="GSP §77",
    )
    measures: str | None = columns.measures(basis="GSP §77")
    checker: str | None = ref(
        "staff", "盘点人", "复核人|复核人员|检查人", basis="own", doc="Person who made the check."
    )
    reviewer: str | None = columns.reviewer(zh="监盘人", aliases="审核人|核阅人|复审人", basis="own")


class EquipmentServiced(
    Event,
    key="equipment_records",
    zh="设备使用保养与校准验证记录",
    en="Equipment use, maintenance, calibration and disinfection",
    kind="fact",
    event="equipment_serviced",
    identity=("equipment_record_no",),
    tags=("equipment_code", "reviewer", "voucher_nos"),
    event_time=("done_on",),
    aliases="设备使用保养记录|设施设备维护维修记录|计量器具校准或检定记录|冷链设施验证记录|验配企业的消毒记录",
    retention="RET.SITE",
    basis="GSP §21; GSP §48; GSP §49; GSP §50; GSP §99; S2-F; S2-J",
    numbering="SBJL-{yyyymm}-{seq3}",
    ids="R-81 R-103 R-113 G-70",
    future=("next_due_on",),
):
    """Equipment use, maintenance, calibration and disinfection (设备使用保养与校准验证记录)."""

    equipment_record_no: str = text("记录编号", required=True, basis="own", doc="Record number.")
    equipment_code: str = columns.equipment_code(required=True, basis="S2-J")
    record_kind: str = choice(
        "记录类别",
        (
            "use:使用|maintenance:保养维护|repair:维修|status_check:状态检查|cleaning:清洁|disinfection:消毒|calibration:校准检定|validation:验证|stop_use:停止使用|resumed:恢复使用|proposal:添置改造完善建议"
        ),
        "消毒",
        required=True,
        basis="S2-J; GSP §48; GSP §49; GSP §50",
        doc="What was done.",
    )
    done_on: date = day("日期", required=True, basis="S2-J", doc="Day on which it was done.")
    content: str = text("使用保养内容", "内容|消毒内容", required=True, basis="S2-J", doc="Content in words.")
    result: str | None = columns.result(basis="S2-J")
    conclusion: str | None = columns.conclusion(basis="GSP §49; GSP §50")
    institution: str | None = columns.institution(
        zh="校准检定机构", aliases="机构名称|专业机构|检验机构", basis="GSP §50"
    )
    certificate_no: str | None = text("证书编号", basis="GSP §49", doc="Certificate number.")
    validation_scheme: str | None = ref(
        "vouchers",
        "验证方案与报告",
        basis="GSP §50",
        doc="Scheme, report, assessment and preventive measures.",
    )
    proposal: str | None = text(
        "添置改造完善建议", "添置、改造、完善建议", basis="S2-F", doc="Proposal to buy, rebuild or improve."
    )
    next_due_on: date | None = columns.next_due_on(basis="GSP §48; GSP §49; GSP §50")
    operator: str | None = ref("staff", "操作人", "使用人", basis="S2-J", doc="Person who did it.")
    reviewer: str | None = columns.reviewer(basis="GSP §19")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §50")
