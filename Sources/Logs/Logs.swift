// Logs: records to events, one file a log format.
//
// A record goes through its header (Syslog/), which names the program, and then through the one
// decoder whose program name or shape fits. Decoders keep no state: the same bytes give the same
// event, wherever they stand.
//
//     Recognition.swift   one event of each record: which decoder it goes to, and why
//     Decoder.swift       what a decoder is
//     Decoders.swift      the table of all, and ProgramTable.swift from program names to it
//     LogSources.swift    the (product, category, service) of each
//     Line+Time.swift     times as logs write them; Timestamp.swift what they become
//     ECSDocument.swift   an event as nested ECS, for people and alerts
//     Syslog/ Auth/ Firewall/ System/ Sensors/ Appliances/ Structured/ …   the formats
//     Wrappers/           lines in the lines of others
//     Custom/             user-defined decoders: what a file says, compiled to flat tables
//
// May not live here: matching, Foundation, files, clocks.
