package entry

import (
	"strconv"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/ui"
)

func roleOptions(roles []access.Role) []ui.Option {
	var options []ui.Option
	for _, role := range roles {
		options = append(options, ui.Option{Value: string(role), Label: role.Label()})
	}
	return options
}

func devicePath(id db.ID) string {
	return "/compte/appareils/" + strconv.FormatInt(int64(id), 10) + "/deconnecter"
}

func leftOf(codes int) string {
	if codes == 0 {
		return "aucun code de secours"
	}
	return civil.Plural(int64(codes), "code de secours", "codes de secours")
}
