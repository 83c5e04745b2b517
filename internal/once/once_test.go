package once_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/once"
)

var now = civil.Paris(2009, time.September, 21, 9, 0, 0)

// do runs an act under a key, in a transaction of its own.
func do(d *db.DB, key string, act func() (string, error)) (result string, err error) {
	err = d.Write(context.Background(), func(tx *db.Tx) error {
		result, err = once.Do(tx, key, now, act)
		return err
	})
	return result, err
}

// counted is an act that tells how many times it has run.
func counted(runs *atomic.Int64) func() (string, error) {
	return func() (string, error) { return fmt.Sprint("run ", runs.Add(1)), nil }
}

func TestTheSameKeyIsOneAct(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var runs atomic.Int64
		for _, test := range []struct{ key, want string }{
			{"a", "run 1"}, {"a", "run 1"}, {"b", "run 2"}, {"a", "run 1"}, {"", "run 3"}, {"", "run 4"},
		} {
			if got, err := do(d, test.key, counted(&runs)); got != test.want || err != nil {
				t.Errorf("Do(%q) = %q, %v, want %q", test.key, got, err, test.want)
			}
		}
	})
}

func TestTheSameKeyAtOnceIsOneAct(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var runs atomic.Int64
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if got, err := do(d, "a", counted(&runs)); got != "run 1" || err != nil {
					t.Errorf("Do(a) beside others = %q, %v, want run 1", got, err)
				}
			})
		}
		group.Wait()
		if got := runs.Load(); got != 1 {
			t.Errorf("acts run: got %d, want 1", got)
		}
	})
}

func TestAnActThatFailsFreesItsKey(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		refused := errors.New("refused")
		if _, err := do(d, "a", func() (string, error) { return "", refused }); !errors.Is(err, refused) {
			t.Errorf("Do of an act that fails: got %v, want its error", err)
		}
		var runs atomic.Int64
		if got, err := do(d, "a", counted(&runs)); got != "run 1" || err != nil {
			t.Errorf("Do(a) again = %q, %v, want run 1", got, err)
		}
	})
}

func TestForgottenKeysServeAgain(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		d := migrated.Open(t, url)
		var runs atomic.Int64
		for _, test := range []struct {
			before civil.Instant
			want   string
		}{{now, "run 1"}, {now, "run 1"}, {now.Add(time.Microsecond), "run 2"}} {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return once.Forget(tx, test.before) }); err != nil {
				t.Fatal(err)
			}
			if got, err := do(d, "a", counted(&runs)); got != test.want || err != nil {
				t.Errorf("Do(a) after Forget(%s) = %q, %v, want %q", test.before, got, err, test.want)
			}
		}
	})
}
