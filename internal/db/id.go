package db

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// An ID names a row. The program makes it, not the database: 63 bits, ordered
// by the machine's time. People never read it: what they read out has a number
// of its own.
type ID int64

const tailBits = 22

// epoch is 1 January 2009 at 0 h UTC, in milliseconds: counted from it, 41 bits
// of them last until 2078.
const epoch = 1_230_768_000_000

var last struct {
	sync.Mutex
	id ID
}

// NewID makes an identifier at a machine's time: 41 bits of milliseconds since 2009, then
// 22 bits that begin at random, so that two nodes do not meet, and go up by one
// for those made in the same millisecond, so that one node keeps their order.
func NewID(now time.Time) ID {
	fresh := ID(now.UnixMilli()-epoch)<<tailBits | tail()
	last.Lock()
	defer last.Unlock()
	if fresh>>tailBits <= last.id>>tailBits {
		fresh = last.id + 1
	}
	last.id = fresh
	return fresh
}

// KeepOrder makes the next identifiers greater than all those of the database:
// what is ordered by them stays so on a machine whose clock was moved back while
// the program was not running.
func KeepOrder(tx *Tx) error {
	all, err := Tables(tx)
	if err != nil {
		return err
	}
	for _, table := range all {
		if len(table.Key) != 1 || table.Key[0] != (Column{"id", Integer}) {
			continue
		}
		var highest ID
		if err := tx.Get(&highest, "SELECT COALESCE(MAX(id), 0) FROM "+Quoted(table.Name)); err != nil {
			return err
		}
		last.Lock()
		last.id = max(last.id, highest)
		last.Unlock()
	}
	return nil
}

// tail is random, with its first bit clear: half the space is left to go up.
func tail() ID {
	var b [4]byte
	rand.Read(b[:])
	return ID(binary.BigEndian.Uint32(b[:]) >> (32 - tailBits + 1))
}
