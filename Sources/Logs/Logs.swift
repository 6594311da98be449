// Logs: records to events, one file a log format.
//
// A record goes through its header (Syslog/), which names the program, and then through the one
// decoder whose program name or shape fits. Decoders keep no state: the same bytes give the same
// event, wherever they stand.
//
//     Decoder.swift      what a decoder is, and the table of all
//     Recognition.swift  which decoder a record goes to
//     Timestamp.swift    times as logs write them
//     LogSources.swift   the (product, category, service) of each
//     Syslog/ Firewall/ Auth/ Structured/   the formats
//
// May not live here: matching, Foundation, files, clocks.
