package api

import (
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"yilu/internal/core"
)

// Limits are how often one caller may ask, in requests a second with a burst.
// The zero Limits means DefaultLimits.
type Limits struct {
	AccountWrites, AccountReads, AddressAll rate.Limit
	WriteBurst, ReadBurst, AddressBurst     int
}

// DefaultLimits let a person tap as fast as fingers go and a whole hall share
// one address, and stop programs that run wild. They are ours, not a rule.
var DefaultLimits = Limits{
	AccountWrites: 10, WriteBurst: 60,
	AccountReads: 40, ReadBurst: 200,
	AddressAll: 400, AddressBurst: 2000,
}

// limiter keeps a bucket per account and address in this process.
type limiter struct {
	limits Limits
	mu     sync.Mutex
	now    map[string]*rate.Limiter // in use lately
	before map[string]*rate.Limiter // the generation before
}

// generation is how many buckets are kept before the older half is dropped. A
// dropped bucket was full again long ago or comes back a little fuller.
const generation = 20_000

func newLimiter(l Limits) *limiter {
	if l == (Limits{}) {
		l = DefaultLimits
	}
	return &limiter{limits: l, now: map[string]*rate.Limiter{}, before: map[string]*rate.Limiter{}}
}

func (l *limiter) allow(a core.Actor, method string) bool {
	if !l.bucket("addr "+a.Addr, l.limits.AddressAll, l.limits.AddressBurst).Allow() {
		return false
	}
	switch {
	case !a.Known():
		return true
	case method == http.MethodGet || method == http.MethodHead:
		return l.bucket("read "+string(a.Person), l.limits.AccountReads, l.limits.ReadBurst).Allow()
	}
	return l.bucket("write "+string(a.Person), l.limits.AccountWrites, l.limits.WriteBurst).Allow()
}

func (l *limiter) bucket(name string, every rate.Limit, burst int) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.now[name]
	if b == nil {
		if b = l.before[name]; b == nil {
			b = rate.NewLimiter(every, burst)
		}
		if len(l.now) >= generation {
			l.now, l.before = map[string]*rate.Limiter{}, l.now
		}
		l.now[name] = b
	}
	return b
}
