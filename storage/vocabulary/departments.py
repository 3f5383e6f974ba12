"""Departments of provincial and city governments: the canonical Chinese name and its English, without the level word.

The level word (厅, 局, 委员会 …) is kept apart because it varies by place: 工业和信息化厅 in 广东,
经济和信息化局 in 北京.
"""

DEPARTMENTS = {
    "工业和信息化": "Industry and Information Technology",
    "经济和信息化": "Economy and Information Technology",
    "生态环境": "Ecology and Environment",
    "环境保护": "Environmental Protection",
    "市场监督管理": "Market Regulation",
    "发展和改革": "Development and Reform",
    "商务": "Commerce",
    "科学技术": "Science and Technology",
    "财政": "Finance",
    "交通运输": "Transport",
    "公安": "Public Security",
    "司法": "Justice",
    "应急管理": "Emergency Management",
    "住房和城乡建设": "Housing and Urban-Rural Development",
    "住房和建设": "Housing and Construction",
    "自然资源": "Natural Resources",
    "农业农村": "Agriculture and Rural Affairs",
    "水利": "Water Resources",
    "水务": "Water Affairs",
    "文化和旅游": "Culture and Tourism",
    "人力资源和社会保障": "Human Resources and Social Security",
    "教育": "Education",
    "民政": "Civil Affairs",
    "审计": "Audit",
    "卫生健康": "Health",
    "统计": "Statistics",
    "税务": "Taxation",
    "消防救援": "Fire and Rescue",
    "城市管理": "Urban Management",
    "城市管理和综合执法": "Urban Management and Law Enforcement",
    "能源": "Energy",
    "邮政管理": "Postal Services",
    "药品监督管理": "Medical Products",
    "国有资产监督管理": "State-owned Assets",
    "地方金融监督管理": "Local Financial Regulation",
    "林业和草原": "Forestry and Grassland",
    "体育": "Sports",
    "大数据": "Big Data",
    "数据": "Data",
    "知识产权": "Intellectual Property",
}

SHORT_DEPARTMENTS = {
    "工信": "工业和信息化",
    "经信": "经济和信息化",
    "市场监管": "市场监督管理",
    "市监": "市场监督管理",
    "发展改革": "发展和改革",
    "发改": "发展和改革",
    "科技": "科学技术",
    "环保": "环境保护",
    "人社": "人力资源和社会保障",
    "人力资源社会保障": "人力资源和社会保障",
    "住房城乡建设": "住房和城乡建设",
    "住建": "住房和城乡建设",
    "文旅": "文化和旅游",
    "卫健": "卫生健康",
    "交通": "交通运输",
    "药监": "药品监督管理",
}

# 委 is short for 委员会; the rest are names of their own.
LEVELS = {
    "厅": "Department of",
    "局": "Bureau of",
    "委员会": "Commission of",
    "委": "Commission of",
    "总队": "Brigade of",
    "分局": "Branch Bureau of",
}

GOVERNMENTS = {
    "人民政府": "People's Government",
    "人民政府办公厅": "General Office of the People's Government",
    "人民政府办公室": "General Office of the People's Government",
    "人民代表大会常务委员会": "Standing Committee of the People's Congress",
    "人民代表大会": "People's Congress",
}
SHORT_GOVERNMENTS = {
    "政府": "人民政府",
    "政府办公厅": "人民政府办公厅",
    "政府办公室": "人民政府办公室",
    "政府办": "人民政府办公室",
    "人大常委会": "人民代表大会常务委员会",
    "人大": "人民代表大会",
}
