package committee_test

import (
	"slices"
	"testing"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
)

func rulesOf(departments ...string) *campaign.Campaign {
	rules := &campaign.Campaign{}
	rules.Departments.Value = departments
	return rules
}

// The préfet de région and the recteurs concerned preside together (§3.1).
func TestSeatsOfTheCoPresidents(t *testing.T) {
	rules := rulesOf("13", "54", "75", "77", "78", "83", "93")
	tests := []struct {
		region    string
		academies []string
	}{{"11", []string{"01", "24", "25"}}, {"93", []string{"02", "23"}}, {"41", []string{"12"}}}
	for _, test := range tests {
		want := []committee.Seat{{Quality: committee.Prefet}}
		for _, academie := range test.academies {
			want = append(want, committee.Seat{Quality: committee.Recteur, Academie: academie})
		}
		if got := committee.SeatsOf(committee.Committee{Region: test.region}, rules); !slices.Equal(got, want) {
			t.Errorf("SeatsOf(region %s) = %v, want %v", test.region, got, want)
		}
	}
	if got := committee.SeatsOf(committee.Committee{}, rules); len(got) != 3 {
		t.Errorf("SeatsOf(the nation) = %v, want the two ministries and the Acsé", got)
	}
}

func TestRegionsAreThoseTheCampaignOpens(t *testing.T) {
	if got, want := committee.Regions(rulesOf("93", "94", "13")), []string{"11", "93"}; !slices.Equal(got, want) {
		t.Errorf("Regions(93, 94, 13) = %v, want %v", got, want)
	}
}

func TestQuorum(t *testing.T) {
	seats := []committee.Seat{{Quality: committee.Prefet}, {Quality: committee.Recteur, Academie: "24"}}
	const there, away, stands, unsaid = committee.Present, committee.Excused, committee.Represented, committee.Presence("")
	tests := []struct {
		name    string
		seated  []committee.Presence // of the préfet and of the recteur
		others  []committee.Presence
		reached bool
		lacking int
		needed  int64
	}{
		{"nobody sits", nil, nil, false, 2, 0},
		{"nothing was said", []committee.Presence{unsaid, unsaid}, nil, false, 2, 1},
		{"both", []committee.Presence{there, there}, nil, true, 0, 1},
		{"both, and half of four", []committee.Presence{there, there}, []committee.Presence{away, away}, true, 0, 2},
		{"both, not half of five", []committee.Presence{there, there}, []committee.Presence{away, away, away}, false, 0, 3},
		{"one stands for the recteur", []committee.Presence{there, stands}, []committee.Presence{away}, true, 0, 2},
		{"the recteur is away", []committee.Presence{there, away}, []committee.Presence{there, there}, false, 1, 2},
	}
	for _, test := range tests {
		var members []committee.Member
		for i, presence := range test.seated {
			members = append(members, committee.Member{Seat: seats[i], Presence: presence})
		}
		for _, presence := range test.others {
			members = append(members, committee.Member{Seat: committee.Seat{Quality: committee.OFII}, Presence: presence})
		}
		q := committee.QuorumOf(seats, members)
		if q.Reached() != test.reached || len(q.Lacking) != test.lacking || q.Needed != test.needed {
			t.Errorf("QuorumOf(%s) = %+v, reached %v; want %d lacking, %d needed, reached %v", test.name, q, q.Reached(), test.lacking, test.needed, test.reached)
		}
	}
}

// What is told of a quorum never contradicts itself: enough members, and no recteur.
func TestQuorumWords(t *testing.T) {
	recteur := []committee.Seat{{Quality: committee.Recteur, Academie: "24"}}
	for _, test := range []struct {
		q         committee.Quorum
		now, over string
	}{
		{committee.Quorum{Lacking: recteur}, "Le comité n’a pas de membre ce jour-là. Il manque, en personne ou par délégation\u202f:", "Le comité n’a pas de membre ce jour-là. Il manquait, en personne ou par délégation\u202f:"},
		{committee.Quorum{Lacking: recteur, Present: 4, Needed: 4, Members: 7}, "Le nombre y est (4 membres présents ou représentés sur 7), mais il manque, en personne ou par délégation\u202f:",
			"Le nombre y était (4 membres présents ou représentés sur 7), mais il manquait, en personne ou par délégation\u202f:"},
		{committee.Quorum{Lacking: recteur, Present: 3, Needed: 4, Members: 7}, "3 membres présents ou représentés sur 7\u202f; il en faut 4. Il manque, en personne ou par délégation\u202f:",
			"3 membres présents ou représentés sur 7\u202f; il en fallait 4. Il manquait, en personne ou par délégation\u202f:"},
		{committee.Quorum{Present: 3, Needed: 4, Members: 7}, "3 membres présents ou représentés sur 7\u202f; il en faut 4.", "3 membres présents ou représentés sur 7\u202f; il en fallait 4."},
		{committee.Quorum{Present: 4, Needed: 4, Members: 7}, "4 membres présents ou représentés sur 7\u202f; il en faut 4.", "4 membres présents ou représentés sur 7\u202f; il en fallait 4."},
	} {
		if now, over := test.q.Words(false), test.q.Words(true); now != test.now || over != test.over {
			t.Errorf("Words of %+v = %q, then %q, want %q, then %q", test.q, now, over, test.now, test.over)
		}
	}
}

// A committee of one meets when that one holds every seat that presides; in a
// region with a recteur, one is never enough.
func TestACommitteeOfOne(t *testing.T) {
	alone := []committee.Member{{Seat: committee.Seat{Quality: committee.Prefet}, Presence: committee.Present}}
	seats := committee.SeatsOf(committee.Committee{Region: "11"}, rulesOf("93"))
	if q := committee.QuorumOf(seats, alone); q.Reached() || len(q.Lacking) != 1 || q.Needed != 1 {
		t.Errorf("QuorumOf(the préfet alone) = %+v, want the recteur lacking", q)
	}
}

func TestMembersAndDelegationsAreDated(t *testing.T) {
	m := committee.Member{FromDay: civil.MustDate("2009-09-04"), UntilDay: civil.MustDate("2009-10-07")}
	d := committee.Delegation{FromDay: m.FromDay, UntilDay: m.UntilDay}
	for day, want := range map[string]bool{"2009-09-03": false, "2009-09-04": true, "2009-10-07": true, "2009-10-08": false} {
		if got := m.On(civil.MustDate(day)); got != want || d.On(civil.MustDate(day)) != want {
			t.Errorf("On(%s) = %v and %v, want %v", day, got, d.On(civil.MustDate(day)), want)
		}
	}
	m.UntilDay = civil.Date{}
	if !m.On(civil.MustDate("2010-06-30")) {
		t.Error("On(2010-06-30) = false of a member who has not left, want true")
	}
}
