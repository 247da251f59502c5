package browser

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
)

// line is one person's line to the network: a SOCKS 5 proxy (RFC 1928) that can
// be cut. The browser's own "offline" lets open streams run on, so a page would
// hear events where there is no network.
type line struct {
	listener net.Listener

	mu   sync.Mutex
	open map[net.Conn]struct{}
	cut  bool // nothing goes through
	deaf bool // requests go out, but every answer is lost
}

// newLine starts a line. It serves until close.
func newLine() (*line, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	out := &line{listener: l, open: map[net.Conn]struct{}{}}
	go out.serve()
	return out, nil
}

func (l *line) address() string { return "socks5://" + l.listener.Addr().String() }

func (l *line) close() {
	_ = l.listener.Close()
	l.setCut(true)
}

// setCut breaks all connections and refuses new ones, until it is lifted.
func (l *line) setCut(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if cut {
		for c := range l.open {
			sever(c)
		}
	}
}

func (l *line) setDeaf(deaf bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deaf = deaf
}

func (l *line) isDeaf() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.deaf
}

// sever closes a connection without a goodbye, as a lost line does.
func sever(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// enter notes an open connection; it reports false if the line is cut.
func (l *line) enter(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return false
	}
	l.open[c] = struct{}{}
	return true
}

func (l *line) leave(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

func (l *line) serve() {
	for {
		c, err := l.listener.Accept()
		if err != nil {
			return // closed
		}
		go l.carry(c)
	}
}

// carry joins one connection of the browser with the server it asks for.
func (l *line) carry(near net.Conn) {
	defer sever(near)
	if !l.enter(near) {
		return
	}
	defer l.leave(near)
	far, err := greet(near)
	if err != nil {
		return
	}
	defer sever(far)
	go func() {
		_, _ = io.Copy(far, near) // ends when either side does
		sever(far)
	}()
	buf := make([]byte, 32<<10)
	for {
		n, err := far.Read(buf)
		if l.isDeaf() {
			return
		}
		if n > 0 {
			if _, err := near.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			_ = near.Close() // in order: the answer's last bytes must arrive
			return
		}
	}
}

// errOutside reports a request for a server that is not on this machine.
var errOutside = errors.New("not on this machine")

// greet answers the browser's handshake and dials the server.
func greet(c net.Conn) (net.Conn, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(c, head); err != nil { // version, number of methods
		return nil, err
	}
	if _, err := io.ReadFull(c, make([]byte, head[1])); err != nil {
		return nil, err
	}
	if _, err := c.Write([]byte{5, 0}); err != nil { // no authentication
		return nil, err
	}
	address, err := destination(c)
	if err != nil {
		_, _ = c.Write([]byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0}) // not allowed
		return nil, err
	}
	far, err := net.Dial("tcp", address)
	if err != nil {
		_, _ = c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0}) // refused
		return nil, err
	}
	if _, err := c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); err != nil {
		sever(far)
		return nil, err
	}
	return far, nil
}

// destination reads which server the browser asks for.
//
// Errors: errOutside.
func destination(r io.Reader) (string, error) {
	head := make([]byte, 4) // version, command, reserved, kind of address
	if _, err := io.ReadFull(r, head); err != nil {
		return "", err
	}
	size := []byte{net.IPv4len}
	switch head[3] {
	case 3: // a name, after its length
		if _, err := io.ReadFull(r, size); err != nil {
			return "", err
		}
	case 4:
		size[0] = net.IPv6len
	}
	rest := make([]byte, int(size[0])+2)
	if _, err := io.ReadFull(r, rest); err != nil {
		return "", err
	}
	host, port := rest[:size[0]], binary.BigEndian.Uint16(rest[size[0]:])
	name := string(host)
	if head[3] != 3 {
		name = net.IP(host).String()
	}
	if ip := net.ParseIP(name); name != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", errOutside
	}
	return net.JoinHostPort(name, strconv.Itoa(int(port))), nil
}
