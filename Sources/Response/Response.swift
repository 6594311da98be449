// Response: alerts, what policy makes of them, and the lists that firewalls take.
//
//     Alert ─► Policy/ ─► Safety/ (never-block) ─► Decisions/ ─► Lists/ (rendered bytes)
//
// Time is an argument. May not live here: I/O, clocks, storage.
