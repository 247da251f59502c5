package reference

import "yilu/internal/fault"

// What can be wrong with a file that is imported. {file} and {line} say where.
var (
	ErrFile    = fault.New(fault.Invalid, "reference.file", "{file}：没有这种参考数据表。", "{file}: there is no such reference table.")
	ErrText    = fault.New(fault.Invalid, "reference.text", "{file}：请存成 UTF-8 编码的 CSV。", "{file}: please save as CSV in UTF-8.")
	ErrForm    = fault.New(fault.Invalid, "reference.form", "{file} 第 {line} 行：不是完整的 CSV 行。", "{file}, line {line}: not a whole row of CSV.")
	ErrHeader  = fault.New(fault.Invalid, "reference.header", "{file}：表头要正好有这些列：{column}。", "{file}: the header must have exactly these columns: {column}.")
	ErrCell    = fault.New(fault.Invalid, "reference.cell", "{file} 第 {line} 行：“{column}”填得不对。", "{file}, line {line}: {column} is not right.")
	ErrPeriod  = fault.New(fault.Invalid, "reference.period", "{file} 第 {line} 行：终止日期早于起始日期。", "{file}, line {line}: it ends before it begins.")
	ErrTwice   = fault.New(fault.Invalid, "reference.twice", "{file} 第 {line} 行：同一项同一起始日期出现了两次。", "{file}, line {line}: the same subject begins twice on this day.")
	ErrUnknown = fault.New(fault.Invalid, "reference.unknown", "{file} 第 {line} 行：“{column}”指向的内容不存在。", "{file}, line {line}: {column} names something that does not exist.")
	ErrNothing = fault.New(fault.Invalid, "reference.nothing", "没有找到可导入的 CSV 文件。", "No CSV file to import was found.")
)
