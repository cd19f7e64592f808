// One JSON value comes on standard input, one goes to standard output. Lines on standard error are logs; where the exit code is not 0,
// the last of them says why.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

func main() {
	var input struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	signs := []rune(input.Text)
	fmt.Fprintf(os.Stderr, "%d characters\n", len(signs))
	slices.Reverse(signs)
	output := struct {
		Text       string `json:"text"`
		Characters int    `json:"characters"`
	}{string(signs), len(signs)}
	if err := json.NewEncoder(os.Stdout).Encode(output); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
