"""Table 三, 收到和处理政府信息公开申请情况: its header, rows and cells, and what its sums prove."""
