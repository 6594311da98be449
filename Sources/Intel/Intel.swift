// Intel: what feeds say, as canonical indicators.
//
//     Lists/   plain lists: one address, network, range or domain a line
//
// May not live here: matching, SQL.
