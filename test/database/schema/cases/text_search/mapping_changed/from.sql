create text search dictionary plain (template = simple);
create text search configuration mine (parser = "default");
alter text search configuration mine add mapping for asciiword, word with plain;
