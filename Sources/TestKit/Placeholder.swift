import Testing
func probe() { #expect(1 == 1) }
