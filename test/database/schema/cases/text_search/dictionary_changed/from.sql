create text search dictionary plain (template = simple, accept = false);
create text search configuration mine (parser = "default");
alter text search configuration mine add mapping for asciiword with plain;
