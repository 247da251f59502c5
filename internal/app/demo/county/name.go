package county

import "strings"

// surnames are those met with most around here, with how common they are among a
// few hundred; two are compound, three are of the She.
var surnames = weights(`陈 40 黄 32 林 30 吴 26 张 24 杨 22 李 22 廖 20 肖 18 邓 16 刘 16 王 15 谢 14 罗 12 曾 12 余 12 汤 11
	熊 10 官 9 揭 9 艾 8 游 8 范 8 萧 7 郑 7 叶 7 朱 6 江 6 徐 6 邱 6 饶 5 赖 5 温 5 卢 5 严 4 童 4 冯 4 伍 4 池 3
	蓝 3 雷 3 钟 4 欧阳 2 上官 1`)

// words begin given names and firms: plain things of a county in the hills.
var words = strings.Fields(`晨 晓 春 夏 秋 冬 云 雨 风 雪 山 水 竹 松 梅 兰 禾 麦 稻 茶 果 石 溪 江 河 湖 田 园 林 木 花 草 星 月 日 光`)

// numerals end given names and firms, so that everyone sees that they are made
// up.
var numerals = strings.Fields(`一 二 三 四 五 六 七 八 九 十 百 千`)

type weight struct {
	word string
	n    int
}

func (w weight) weight() int { return w.n }

// weights reads words with their weights.
func weights(text string) []weight {
	f := strings.Fields(text)
	out := make([]weight, len(f)/2)
	for i := range out {
		n := 0
		for _, d := range f[2*i+1] {
			n = 10*n + int(d-'0')
		}
		out[i] = weight{f[2*i], n}
	}
	return out
}

// name makes up a person's name: 张晨三.
func (l Dice) name() string {
	return weighed(l, surnames, weight.weight).word + l.brand()
}

// brand makes up what a firm is called, or the given part of a name: 晨三.
func (l Dice) brand() string { return one(l, words) + one(l, numerals) }
