package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"yilu/internal/platform/crypto"
)

// Settings are what an installation can choose. Values are checked when they are
// read; see Validate.
type Settings struct {
	Config string `placeholder:"FILE" help:"File with settings, one NAME=VALUE a line." zh:"设置文件，每行一个 名称=值。"`

	Addr      string `default:":8080" help:"Address to listen on, host:port. The environment's PORT gives the port alone." zh:"监听地址，主机:端口。环境变量 PORT 可以只给端口。"`
	PublicURL string `name:"public-url" placeholder:"URL" help:"Address by which people reach this installation, for links and QR codes; by default that of the request." zh:"大家访问本平台的网址，用于链接和二维码；不填就用当前访问的网址。"`
	DataDir   string `default:"var" help:"Folder for everything that is kept on this machine: database, keys, files." zh:"本机数据文件夹：数据库、密钥和文件都在里面。"`

	TLSCert        string        `name:"tls-cert" placeholder:"FILE" help:"Certificate (PEM, the chain included) to serve HTTPS with; read again when it changes." zh:"HTTPS 证书文件（PEM，含证书链）；文件更新后自动重读。"`
	TLSKey         string        `name:"tls-key" placeholder:"FILE" help:"Private key (PEM) of the certificate." zh:"HTTPS 证书的私钥文件（PEM）。"`
	TrustedProxies string        `placeholder:"LIST" help:"Addresses of the proxies in front, as 10.0.0.7,192.168.0.0/16: only they are believed when they name the caller's address." zh:"前置代理的地址，如 10.0.0.7,192.168.0.0/16：只有它们说的来访地址才作数。"`
	WatchAddr      string        `placeholder:"ADDR" help:"Address, host:port, for metrics, health and readiness alone; without it they are on the main address, open to everyone who reaches it." zh:"监控专用的监听地址，主机:端口；不填时 /metrics 就在主地址上，谁都能看。"`
	Drain          time.Duration `default:"0s" help:"When told to stop: time to say 'not ready' before new requests are refused, so that a balancer sends them elsewhere." zh:"停止时先报告“未就绪”多久再拒绝新请求，好让负载均衡改道。"`
	StopWithin     time.Duration `default:"15s" help:"When told to stop: time that requests under way get to finish." zh:"停止时给正在处理的请求多少时间收尾。"`

	Database crypto.Private[Target] `placeholder:"TARGET" help:"Database: sqlite:PATH or postgres://…; by default yilu.db in the data folder." zh:"数据库：sqlite:路径 或 postgres://…；不填就用数据文件夹里的 yilu.db。"`

	Cipher  crypto.Cipher `default:"sm4-gcm" enum:"sm4-gcm,aes-256-gcm" help:"How new personal data is sealed; what is sealed already opens either way." zh:"新的个人信息用哪种算法加密；以前加密的都能打开。"`
	KeyFile string        `placeholder:"FILE" help:"File of the keys for personal data, readable by its owner alone; by default keys in the data folder, made at the first start." zh:"个人信息的密钥文件，只许属主读取；不填就用数据文件夹里的 keys，第一次启动时生成。"`
	Keys    crypto.Secret `placeholder:"TEXT" help:"The keys themselves, in place of a file: its lines joined by commas." zh:"直接给出密钥，代替密钥文件：把文件各行用逗号连起来。"`

	Demo     bool   `help:"Show a made-up county: codes on the page, a list of accounts, work that goes on." zh:"演示：虚构的县，验证码显示在页面上，列出可用账号，有人不断干活。"`
	DemoSeed uint64 `default:"1" help:"Number that the made-up county grows from: same number, same county." zh:"演示县的种子号：号码相同，县就相同。"`

	Tiles string `placeholder:"URL" help:"Where maps are fetched from, with {z}, {x} and {y}; without it maps are drawn from our own points." zh:"地图瓦片地址，含 {z}、{x}、{y}；不填就用自带的点位画图。"`

	LogLevel  string `default:"info" enum:"debug,info,warn,error" help:"Least important lines that are logged: debug, info, warn or error." zh:"日志记到哪一级：debug、info、warn 或 error。"`
	LogFormat string `default:"text" enum:"text,json" help:"Form of the log: text for people or json for programs." zh:"日志格式：text 给人看，json 给程序读。"`

	Traces    string `placeholder:"URL" help:"Where traces are sent by OTLP over HTTP, as http://localhost:4318; without it none are made." zh:"调用链发往哪里（OTLP/HTTP），如 http://localhost:4318；不填就不采集。"`
	TracesPct uint32 `default:"10" help:"Of a hundred requests, how many are traced; one that comes with a trace is traced if its sender says so." zh:"每一百个请求采集几个调用链；来访方已带调用链的按对方的标记。"`

	SMS string `name:"sms" default:"log" enum:"log" help:"Who sends short messages: log writes them to the log." zh:"短信由谁发：log 表示只写进日志。"`

	BankDelay     time.Duration `default:"2s" help:"Built-in bank: time until it confirms an order." zh:"内置模拟银行：多久确认一笔。"`
	BankLate      time.Duration `default:"1m" help:"Built-in bank: time until it confirms a late one." zh:"内置模拟银行：迟到的确认要多久。"`
	BankLatePct   uint32        `default:"0" help:"Built-in bank: of a hundred orders, how many are confirmed late." zh:"内置模拟银行：每一百笔有几笔确认迟到。"`
	BankTwicePct  uint32        `default:"0" help:"Built-in bank: of a hundred orders, how many are confirmed twice." zh:"内置模拟银行：每一百笔有几笔重复确认。"`
	BankNeverPct  uint32        `default:"0" help:"Built-in bank: of a hundred orders, how many are never confirmed." zh:"内置模拟银行：每一百笔有几笔从不确认。"`
	BankBrokenPct uint32        `default:"0" help:"Built-in bank: of a hundred orders, how many fail on the line at first." zh:"内置模拟银行：每一百笔有几笔第一次线路出错。"`
}

// Proxies are the networks of TrustedProxies.
func (s Settings) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for one := range strings.SplitSeq(s.TrustedProxies, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		p, err := netip.ParsePrefix(one)
		if err != nil {
			a, e := netip.ParseAddr(one)
			if e != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network", one)
			}
			p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// DatabaseTarget is the database to open, as platform/db takes it.
func (s Settings) DatabaseTarget() string {
	if s.Database.IsZero() {
		return sqlite + filepath.Join(s.DataDir, "yilu.db")
	}
	return s.Database.Reveal()
}

// Keyring opens the keys that are set, and makes their file at the first start.
//
// Errors: crypto.ErrKeys.
func (s Settings) Keyring() (*crypto.Keyring, error) {
	if !s.Keys.IsZero() {
		return crypto.Parse(s.Keys, s.Cipher)
	}
	return crypto.OpenFile(s.KeyPath(), s.Cipher)
}

// KeyPath is where the file of the keys is; "" if the keys themselves are set.
func (s Settings) KeyPath() string {
	switch {
	case !s.Keys.IsZero():
		return ""
	case s.KeyFile != "":
		return s.KeyFile
	}
	return filepath.Join(s.DataDir, "keys")
}

// FilesDir is the folder of the files that people hand in.
func (s Settings) FilesDir() string { return filepath.Join(s.DataDir, "files") }

const sqlite = "sqlite:"

// Target is the kind of private value that names a database: its user and its
// password are not shown.
type Target struct{}

// Mask shows where the database is and no more.
func (Target) Mask(plain string) string {
	if strings.HasPrefix(plain, sqlite) {
		return plain
	}
	u, err := url.Parse(plain)
	if err != nil || u.Host == "" {
		return "***"
	}
	return u.Scheme + "://" + u.Host + u.Path
}
