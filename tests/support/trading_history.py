"""Half a year of a small trading house, recorded by importing files: every kind of document, once or twice.

`trade(desk)` records it all; `REGISTERS`, `FACTS` and `CASES` are its files in order, for whoever wants to
stop on the way. What happens:

- `P01` is a consumable kept by lot, `P02` a device kept by unit, `P03` an implant kept by lot and unit.
- Lot `L1`: ordered, received (100), put away, inspected, checked; 10 sold to `C1` (`XS1`), 2 of them back
  (`TH1`), 20 sold to `C2` (`XS2`, unpriced), one lost (`PD1`); 5 sent out on choice (`XP1`): 3 used and sold
  (`XS5`), 2 back.
- Units `A`, `B`, `C`, `D` of `P02`: `A` and `B` sold to `C2` (`XS3`), `A` comes back broken (`TH2`), is
  judged nonconforming (`BHG1`) and sent back to the supplier (`BF1`); `B` is exchanged for `C` (`HH1`).
- Units `M1` and `M2` of lot `LM` of `P03`: `M1` goes from the supplier straight to `C1` (`XS4`).
- `XS9` is a sale that was a mistake: `strike_mistake` voids it. `late_receipt` enters 50 more of `L1` that
  came in January.
- A hold on `L1` was placed and lifted (`TS1`), one on unit `M2` stands (`TS2`); `CY1` is a shortage of `XS1`
  that nobody has closed, `SG1` an incident about `L1`.
"""

from __future__ import annotations

import csv

from tests.support.desk import Desk, Row, receipt, void

Paper = tuple[str, str]  # a table, and the text of a CSV file whose headings are column keys

REGISTERS: tuple[Paper, ...] = (
    (
        "companies",
        """company_code,name,uscc,address,phone,business_mode,scope
G1,安和医疗器械有限公司,91310000MA1FL5E54P,梧桐路8号,0300-1000,批发,6815 6846 6877""",
    ),
    (
        "products",
        """product_code,name,tracking,unit,specification,model,implantable,storage_conditions,registration_no,registrant,cold_chain,special_control
P01,一次性注射器,lot,支,5ml,,否,常温,国械注准20243149123,澜泊制造,否,否
P02,监护仪,serial,台,,M-7,否,,国械注准20243149124,澜泊制造,否,否
P03,髋关节假体,lot_and_serial,件,,,是,,国械注准20243149125,远山植入,否,否""",
    ),
    ("suppliers", "supplier_code,name,licence_no\nS1,供应商一,证S1\nS2,供应商二,证S2"),
    ("staff", "staff_code,name,post\nE1,业务员甲,销售员\nE2,质管员乙,质量管理\nE3,保管员丙,保管员"),
    (
        "customers",
        """customer_code,name,kind,customer_class,licence_no,licence_valid_until,address,delivery_address,contact,phone
C1,第一医院,医疗器械使用单位,医院客户,证1,2030-12-31,东街1号,东街后门,赵一,0300-1
C2,华东商贸,医疗器械经营企业,批发客户,证2,2030-12-31,西街2号,,钱二,0300-2""",
    ),
    (
        "locations",
        """location_code,warehouse,name,zone_kind,effective_from
K1,一号库,合格品货位,合格品区,2025-01-01
K9,一号库,退货货位,退货区,2025-01-01""",
    ),
)
FACTS: tuple[Paper, ...] = (
    (
        "purchases",
        """purchase_no,line,purchased_on,supplier_code,product_code,lot,serial,quantity,purchaser
CG1,1,2025-12-20,S1,P01,L1,,100,E1
CG1,2,2025-12-20,S1,P02,,A;B;C;D,4,E1""",
    ),
    (
        "inspection_reports",
        """report_no,report_kind,product_code,lot,quantity,inspected_on,institution,conclusion
JY1,出厂检验记录,P01,L1,5,2025-12-10,市检验所,合格""",
    ),
    (
        "receipts",
        """receipt_no,line,purchase_no,supplier_code,product_code,lot,serial,production_date,expiry_date,quantity,accepted_quantity,conclusion,received_on,accepted_on,inspector,location_code,voucher_nos
YS1,1,CG1,S1,P01,L1,,2025-12-01,2028-11-30,100,100,合格,2026-01-01,2026-01-01,E2,K1,PZ1
YS2,1,CG1,S1,P02,,A;B;C;D,2025-11-01,,4,4,合格,2026-01-01,2026-01-01,E2,,
YS3,1,,S2,P03,LM,M1;M2,2025-10-01,2030-09-30,2,2,合格,2026-01-05,2026-01-05,E2,,""",
    ),
    (
        "putaways",
        """putaway_no,line,putaway_on,receipt_no,product_code,lot,quantity,location_code,storekeeper
RK1,1,2026-01-02,YS1,P01,L1,100,K1,E3""",
    ),
    (
        "stock_checks",
        """stock_check_no,line,checked_on,check_kind,location_code,product_code,lot,quantity,conclusion,checker
JC1,1,2026-02-01,在库产品检查(养护),K1,P01,L1,100,合格,E3""",
    ),
    (
        "sales",
        """sale_no,line,sold_on,customer_code,product_code,lot,serial,expiry_date,quantity,unit_price,amount,seller,outbound_no,delivery_note_no,drop_shipment,drop_shipment_reason
XS1,1,2026-05-01,C1,P01,L1,,2028-11-30,10,2.5,,E1,CK1,SH1,,
XS2,1,2026-05-03,C2,P01,L1,,2028-11-30,20,,,E2,,,,
XS3,1,2026-05-04,C2,P02,,A;B,,2,,9000,E1,,,,
XS4,1,2026-06-02,C1,P03,LM,M1,2030-09-30,1,12000,,E1,,SH9,是,急救
XS9,1,2026-05-05,C1,P01,L1,,,7,2.5,,E1,,,,""",
    ),
    (
        "outbound_checks",
        """outbound_no,line,outbound_on,sale_no,sale_line,customer_code,product_code,lot,serial,expiry_date,quantity,check_result,checker,delivery_note_no,stamped
CK1,1,2026-05-01,XS1,1,C1,P01,L1,,2028-11-30,10,复核合格,E3,SH1,是
CK2,1,2026-05-03,XS2,,C2,P01,L1,,2028-11-30,20,复核合格,E3,,
CK3,1,2026-05-04,XS3,1,C2,P02,,A;B,,2,复核合格,E3,,""",
    ),
    (
        "shipments",
        """shipment_no,line,shipped_on,outbound_no,sale_no,delivery_note_no,customer_code,product_code,lot,serial,quantity,transport_mode,carrier_name
YD1,1,2026-05-02,CK1,XS1,,C1,P01,L1,,10,委托运输,顺达医药物流
YD3,1,2026-05-05,CK3,,SH3,C2,P02,,A;B,2,快递,飞燕快递""",
    ),
    (
        "invoices",
        """invoice_no,line,invoice_kind,issued_on,sale_no,sale_line,customer_code,amount
FP1,1,销售发票,2026-05-06,XS1,1,C1,25
FP3,1,销售发票,2026-05-06,XS3,1,C2,9000""",
    ),
    (
        "service_records",
        """service_no,service_on,service_kind,customer_code,product_code,serial,service_content,service_result,technician,conclusion
FW1,2026-05-10,安装,C2,P02,B,安装调试,运行正常,E1,合格""",
    ),
    (
        "returns",
        """return_no,line,returned_on,sale_no,sale_line,customer_code,product_code,lot,serial,quantity,reason,quality_status,inspector,disposition,location_code,refund_amount
TH1,1,2026-05-20,XS1,1,C1,P01,L1,,2,多订,合格,E2,重新入库,K9,
TH2,1,2026-05-21,XS3,1,C2,P02,,A,1,开机无显示,破损,E2,待处理,K9,4400""",
    ),
    (
        "exchanges",
        """exchange_no,line,exchanged_on,customer_code,sale_no,sale_line,product_code,serial,quantity,replacement_product_code,replacement_serial,reason,handler
HH1,1,2026-05-25,C2,XS3,1,P02,B,1,P02,C,屏幕闪烁,E1""",
    ),
    (
        "quality_trackings",
        """tracking_no,tracked_on,customer_code,product_code,lot,serial,usage_situation,quality_status,handler
GZ1,2026-06-10,C1,P03,LM,M1,已植入,合格,E2""",
    ),
    (
        "stocktakes",
        """stocktake_no,line,counted_on,product_code,lot,location_code,book_quantity,counted_quantity,checker
PD1,1,2026-06-30,P01,L1,K1,72,71,E3""",
    ),
    (
        "vouchers",
        """voucher_no,voucher_kind,title,filed_on,subject_table,subject_no
PZ2,票据,退货单签收联,2026-05-22,returns,TH1""",
    ),
)
CASES: tuple[Paper, ...] = (
    (
        "sales",
        """sale_no,line,sold_on,customer_code,product_code,lot,quantity,unit_price,seller,consignment_no
XS5,1,2026-06-05,C1,P01,L1,3,2.5,E1,""",
    ),
    (
        "consignments",
        """consignment_no,line,consignment_kind,consigned_on,customer_code,product_code,lot,quantity,handler,used_on,used_quantity,sale_no,sale_line,unused_quantity,returned_on
XP1,1,医疗机构选配,2026-06-01,C1,P01,L1,5,E1,2026-06-05,3,XS5,1,2,2026-06-06""",
    ),
    (
        "quality_holds",
        """hold_no,hold_kind,target_kind,product_code,lots,serials,reason,placed_at,decided_by,release_reason,released_by,released_at
TS1,停售,批次,P01,L1,,投诉待查,2026-05-08,E2,复验合格,E2,2026-05-15
TS2,封存,单件,P03,,M2,外包装破损,2026-06-08,E2,,,""",
    ),
    (
        "nonconformities",
        """nonconformity_no,found_on,found_stage,product_code,serial,quantity,return_no,nonconformity,finder,confirmed_by,confirmed_on,conclusion,nc_disposition,decided_by,decided_on
BHG1,2026-05-22,销售退回,P02,A,1,TH2,主板损坏,E3,E2,2026-05-23,不合格,退货,E2,2026-05-24""",
    ),
    (
        "disposals",
        """disposal_no,line,disposal_kind,disposed_on,nonconformity_no,product_code,serial,quantity,reason,supplier_code,decided_by
BF1,1,退货,2026-05-28,BHG1,P02,A,1,主板损坏,S1,E2""",
    ),
    (
        "delivery_discrepancies",
        """discrepancy_no,reported_on,discrepancy_kind,customer_code,sale_no,sale_line,product_code,lot,quantity,content
CY1,2026-05-04,短少,C1,XS1,1,P01,L1,1,少一支""",
    ),
    (
        "quality_incidents",
        """incident_no,incident_kind,reported_on,handler,product_code,lots,content
SG1,质量安全风险报告,2026-06-12,E2,P01,L1,同批次渗漏""",
    ),
)


def rows_of(paper: Paper) -> list[Row]:
    """Return the rows of a file."""
    return list(csv.DictReader(paper[1].splitlines()))


def take(desk: Desk, papers: tuple[Paper, ...]) -> None:
    """Record files, every row of which must be recorded."""
    for paper in papers:
        desk.recorded(paper[0], *rows_of(paper))


def trade(desk: Desk, *, cases: bool = True) -> None:
    """Record the half-year; without the cases nothing was sent out on choice or held."""
    take(desk, REGISTERS + FACTS + (CASES if cases else ()))


def void_mistake(desk: Desk) -> None:
    """Strike `XS9`, which was never sold."""
    desk.recorded("voids", void("sales", "XS9", approver="E2"))


def late_receipt(desk: Desk) -> None:
    """Enter fifty of `L1` that had come on 10 January from `S2`."""
    came = {"received_on": "2026-01-10", "accepted_on": "2026-01-10"}
    desk.recorded("receipts", receipt("YS4", quantity="50", supplier_code="S2", **came))
