package county

// craft is a trade that people of the county have, as far as it goes without
// certificates: cooks, drivers and electricians can't be posted yet.
type craft struct {
	code     string // of the national classification, with local suffix
	share    int    // how common it is, in no unit
	from, to int    // usual ages
	tools    bool   // people have tools of their own
	skilled  bool   // some have a level
}

var crafts = []craft{
	{code: "6-06-04-00/01", share: 40, from: 20, to: 58, tools: true, skilled: true}, // 家具安装工
	{code: "5-01-02-02/02", share: 110, from: 16, to: 72},                            // 采摘工
	{code: "5-01-02-02/03", share: 80, from: 18, to: 74},                             // 采茶工
	{code: "5-01-02-02/04", share: 55, from: 20, to: 70, tools: true},                // 挖笋工
	{code: "5-02-04-01/01", share: 40, from: 20, to: 60, tools: true},                // 毛竹砍运工
	{code: "5-01-02-02/01", share: 22, from: 22, to: 65, tools: true, skilled: true}, // 果树修剪工
	{code: "5-01-02-01", share: 70, from: 18, to: 72, tools: true},                   // 农艺工
	{code: "5-01-02-01/01", share: 35, from: 18, to: 68},                             // 烟叶采烤工
	{code: "5-01-02-03", share: 35, from: 18, to: 66},                                // 食用菌生产工
	{code: "5-02-02-00", share: 28, from: 20, to: 64, tools: true},                   // 造林更新工
	{code: "4-02-05-01", share: 75, from: 18, to: 55},                                // 装卸搬运工
	{code: "4-02-05-01/01", share: 45, from: 18, to: 52},                             // 搬家工
	{code: "4-02-06-02", share: 60, from: 16, to: 50},                                // 理货员
	{code: "6-31-05-00", share: 75, from: 16, to: 66},                                // 包装工
	{code: "4-09-08-01", share: 70, from: 18, to: 70},                                // 保洁员
	{code: "4-09-08-01/01", share: 35, from: 20, to: 60, tools: true},                // 开荒保洁员
	{code: "4-10-01-06/04", share: 60, from: 20, to: 65, tools: true},                // 家庭保洁员
	{code: "4-09-10-01", share: 40, from: 20, to: 68, tools: true},                   // 园林绿化工
	{code: "4-07-07-01/01", share: 35, from: 18, to: 50},                             // 会场布置工
	{code: "4-07-07-01/02", share: 35, from: 16, to: 62},                             // 检票引导员
	{code: "4-01-02-01/02", share: 35, from: 16, to: 40},                             // 传单派发员
	{code: "6-25-04-07", share: 60, from: 16, to: 46},                                // 电子设备装接工
	{code: "6-05-01-03", share: 40, from: 18, to: 56, skilled: true},                 // 缝纫工
	{code: "6-29-01-03/01", share: 55, from: 18, to: 60},                             // 建筑普工
	{code: "6-29-04-01/01", share: 32, from: 20, to: 58, tools: true, skilled: true}, // 油漆粉刷工
}

// Trades are the codes of all trades that people of the county have.
func Trades() []string {
	out := make([]string, len(crafts))
	for i, c := range crafts {
		out[i] = c.code
	}
	return out
}

// meeting are the trades in which the reserved employers give work and all
// reserved workers look for it, so that a visitor's jobs ring a visitor's phones.
var meeting = []string{
	"6-06-04-00/01", "4-10-01-06/04", "4-09-08-01", // the first employer's
	"5-01-02-02/02", "5-01-02-02/03", "6-31-05-00", // the second's
	"4-02-06-02", "4-02-05-01", "4-07-07-01/02", // the third's
}
