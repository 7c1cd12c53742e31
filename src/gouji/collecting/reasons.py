"""Why a source could not be collected: the texts, in Chinese and English, by stable code."""

from __future__ import annotations

from gouji.errors import Reason
from gouji.web import WebError

_TEXTS: dict[str, tuple[str, str]] = {
    # what the row says
    "row_issuer": ("没有写明机关名称", "no issuer is given"),
    "row_year": (
        "“{value}”不是{first}至{last}的年度",
        "“{value}” is not a report year from {first} to {last}",
    ),
    "row_url": (
        "“{value}”不是可用的 http 或 https 地址（地址中不得含用户名）",
        "“{value}” is no http or https url that can be used (it may hold no user name)",
    ),
    "row_port": (
        "不允许访问端口 {port}；如需允许，请设置 GOUJI_COLLECT_PORTS",
        "port {port} is not allowed; GOUJI_COLLECT_PORTS allows it",
    ),
    "row_code": (
        "“{value}”不是6、9或12位区划代码",
        "“{value}” is not a division code of 6, 9 or 12 digits",
    ),
    "row_path": (
        "路径“{value}”不可用：须为相对路径，不得越出文件夹，不得隐藏",
        "the path “{value}” cannot be used: it must be relative, stay inside and not be hidden",
    ),
    "row_double": (
        "与第 {line} 行的机关、年度、区划代码和路径相同；请补写 division_code 或 path 以示区别",
        "issuer, year, division code and path are those of line {line}; tell them apart by "
        "division_code or path",
    ),
    "row_cells": ("格数多于列数", "more cells than columns"),
    # what the server or the network says
    "bad_url": ("转到的地址不可用", "it leads to a url that cannot be used"),
    "unresolved": ("找不到主机 {detail}", "the host {detail} is not known"),
    "forbidden_address": (
        "{detail} 不是公网地址，拒绝访问",
        "{detail} is no public address; it was not asked",
    ),
    "unreachable": ("无法连接服务器（{detail}）", "the server cannot be reached ({detail})"),
    "tls": (
        "安全连接失败，证书不可信（{detail}）",
        "the secure connection failed; its certificate cannot be trusted ({detail})",
    ),
    "timeout": ("服务器没有在限定时间（{detail}）内答完", "the server did not finish in {detail}"),
    "broken_off": ("连接中断", "the connection broke off"),
    "truncated": (
        "收到的内容不完整，少于服务器声明的长度",
        "the content was cut short: less came than the server announced",
    ),
    "too_large": (
        "内容超过上限 {detail} 字节，未予收取",
        "the content is larger than the limit of {detail} bytes; it was not taken",
    ),
    "bad_reply": ("服务器的回应不合规范（{detail}）", "the reply is no proper HTTP ({detail})"),
    "too_many_redirects": ("转址超过 {limit} 次", "it was redirected more than {limit} times"),
    "redirect_nowhere": ("转址没有给出目标", "a redirect that names no target"),
    "redirect_port": ("转到了不允许的端口 {port}", "it leads to port {port}, which is not allowed"),
    "status": ("服务器答复状态码 {status}", "the server answered with the status {status}"),
    "later": (
        "服务器要求 {seconds} 秒后再来，超过本次可等的 {limit} 秒",
        "the server asks to wait for {seconds} s, longer than the {limit} s of this run",
    ),
    "robots": (
        "该网站的 robots.txt 不允许收取这个地址",
        "the site's robots.txt does not allow this url",
    ),
    "robots_unreachable": (
        "该网站的 robots.txt 无法取得（{cause}），按规定视为不允许",
        "the site's robots.txt cannot be had ({cause}), which counts as not allowed",
    ),
    # what came
    "empty": ("内容为空", "nothing came: the content is empty"),
    "no_report": (
        "页面上没有报告：没有表格，没有年度，也没有陈述的数字，附件中也没有",
        "no report: neither a table nor a year nor a stated number, and none in what is attached",
    ),
    "in_the_way": (
        "已有同名文件 {path}，并非由此收取，未予覆盖；请移开或改名",
        "a file {path} is there that was not collected; it was not written over: move or rename it",
    ),
    "defect": ("处理时程序出错（{kind}）", "the program failed on it ({kind})"),
    "not_a_document": ("收到的不是文档（{format}）", "what came is no document ({format})"),
}


def reason(code: str, **facts: object) -> Reason:
    """The reason of that code, its texts filled in."""
    zh, en = _TEXTS[code]
    return Reason(code, zh.format(**facts), en.format(**facts))


def of_web(error: WebError) -> Reason:
    """The reason for a request without a reply."""
    return reason(error.kind, detail=error.detail or "-")
