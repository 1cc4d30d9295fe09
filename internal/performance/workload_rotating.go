package performance

import "fmt"

// The workloads of keys that the vendors make, and their floors.
var (
	dataSources = Workload{
		Name: "`data.idpkeys_auth0_connection_keys`, all of one connection", provider: realProvider, floor: emptyDataSources.Name,
		configure: func(f *fixture, n int) {
			f.write(realProvider, dataSource("idpkeys_auth0_connection_keys", "connection_id", n), f.s.Connection())
		},
		requests: func(Operation, int) int { return 1 },
	}
	emptyDataSources = Workload{
		Name: "a data source of the empty provider", provider: emptyProvider,
		configure: func(f *fixture, n int) {
			f.write(emptyProvider, dataSource("empty_data_source", "parent", n), "con_a1b2c3d4e5f6g7h8")
		},
	}
	connections = Workload{
		Name: "`idpkeys_auth0_connection_keys`, a connection each", provider: realProvider, floor: emptyResources.Name,
		configure: func(f *fixture, n int) {
			ids := times(n, func(int) string { return f.s.Connection() })
			f.write(realProvider, rotatingResource("idpkeys_auth0_connection_keys", "connection_id"), byNumber(ids))
		},
		requests: perParent(map[Operation]int{Apply: 5, Plan: 1, Refresh: 1}),
	}
	servers = Workload{
		Name: "`idpkeys_okta_authorization_server_keys`, a server each", provider: realProvider, floor: emptyResources.Name,
		configure: func(f *fixture, n int) {
			ids := times(n, func(int) string { return f.s.AuthorizationServer() })
			f.write(realProvider, rotatingResource("idpkeys_okta_authorization_server_keys", "authorization_server_id"), byNumber(ids))
		},
		requests: perParent(map[Operation]int{Apply: 6, Plan: 2, Refresh: 2}),
	}
	emptyResources = Workload{
		Name: "a resource of the empty provider", provider: emptyProvider,
		configure: func(f *fixture, n int) {
			f.write(emptyProvider, rotatingResource("empty_resource", "parent"),
				byNumber(times(n, func(i int) string { return fmt.Sprintf("con_%016d", i) })))
		},
	}
)

// perParent are requests of which each parent takes some.
func perParent(each map[Operation]int) func(Operation, int) int {
	return func(o Operation, n int) int { return each[o] * n }
}

// dataSource is n data sources of a type, all about the parent in data.json.
func dataSource(typeName, parent string, n int) string {
	return fmt.Sprintf("data %q \"all\" {\n  count = %d\n  %s = jsondecode(file(\"data.json\"))\n}\n", typeName, n, parent)
}

// rotatingResource is a resource of a type for each parent in data.json. Its apply rotates
// the keys.
func rotatingResource(typeName, parent string) string {
	return fmt.Sprintf("resource %q \"all\" {\n  for_each = jsondecode(file(\"data.json\"))\n  %s = each.value\n  rotate_on_create = true\n}\n", typeName, parent)
}
