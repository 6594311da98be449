// Web: what detectd says over HTTP.
//
//     request ─► RequestLimits ─► WebResponder ─┬─► ListRoutes     block lists for firewalls
//                (time, bytes,                  ├─► BouncerRoutes  CrowdSec's bouncer API
//                 connections)                  └─► health, readiness, metrics
//
// Lives here: paths, credentials, headers, payloads. What is blocked comes from `LiveDecisions` of
// Engine, and what a list looks like from Response; everything else that is asked or told goes
// through the closures of `WebSite`. May not live here: SQL, rule logic, files.
//
// An attacker reads these sources too: every request has limits on time and bytes before anything
// looks at it, and no answer tells who has no token more than that.
