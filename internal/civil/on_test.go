package civil

import (
	"testing"
	"time"
)

func TestOnKeepsTheClock(t *testing.T) {
	nine := Paris(2009, time.September, 21, 9, 0, 0)
	for _, day := range []string{"2009-10-25", "2010-03-28", "2009-09-30"} {
		got := nine.On(MustDate(day))
		if got.Date().String() != day || got.Clock() != nine.Clock() {
			t.Errorf("On(%s) = %s, want the same day at %s", day, got.French(), nine.Clock())
		}
	}
	if got := nine.On(Date{}); !got.IsZero() {
		t.Errorf("On(no day) = %v, want none", got)
	}
}
