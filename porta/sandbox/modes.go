package sandbox

// modeFaults are the faults of the modes in which nothing may be changed; bare words, all seen.
var modeFaults = map[string]*fault{
	"standalone": {"standalone_mode", "The method is not available: this site works in stand-alone mode"},
	"secondary":  {"secondary_site", "The method is not available on the secondary site"},
	"read_only":  {"read_only_mode", "The method is not available: the system is in read-only mode"},
}
